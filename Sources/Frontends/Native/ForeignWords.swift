/// What people write who know another system, and what it is called here.
enum ForeignWords {
    /// What to write instead of a key of GitHub Actions, GitLab CI or Docker Compose.
    static func fix(for key: String, in mapping: NativeMapping) -> String? {
        switch (mapping, key) {
        case (.job, "runs-on"), (.job, "container"): "write \"image:\""
        case (.job, "strategy"):
            "write \"matrix:\", \"fail-fast:\" and \"max-parallel:\" in the job itself"
        case (.job, "timeout-minutes"), (.step, "timeout-minutes"):
            "write \"timeout:\" with a unit, such as \"10m\""
        case (.job, "script"), (.step, "script"): "write \"run:\" in a step"
        case (.job, "rules"), (.job, "only"), (.job, "except"): "write \"if:\""
        case (.job, "variables"), (.pipeline, "variables"): "write \"env:\""
        case (.job, "allow_failure"): "write \"continue-on-error:\""
        case (.job, "stage"), (.pipeline, "stages"): "write \"needs:\" in the jobs that come later"
        case (.service, "environment"), (.service, "variables"): "write \"env:\""
        case (.service, "entrypoint"), (.service, "cmd"): "write \"command:\" with all words"
        case (.service, "healthcheck"), (.service, "options"), (.ready, "test"):
            "write \"ready:\" with \"tcp:\", \"command:\" or \"log:\""
        case (.service, "alias"), (.service, "name"), (.service, "hostname"):
            "the key of the service is its name"
        case (.service, "depends_on"): "delete it; all services begin at once, before the steps"
        case (.service, "volumes"): "services have no volumes; bring files in with \"setup:\""
        case (.step, "uses"): "actions are not supported; write \"run:\" or \"command:\""
        case (.step, "with"), (_, "environment"): "write \"env:\""
        case (_, "workdir"), (_, "cwd"), (_, "dir"): "write \"working-directory:\""
        case (.job, "depends_on"), (.job, "dependencies"): "write \"needs:\""
        case (.pipeline, "on"): "delete it; a pipeline runs when it is asked to"
        default: nil
        }
    }

    /// What to write instead of a context of GitHub Actions.
    static func fix(forContext name: String) -> String? {
        switch name {
        case "github": "what is known of the commit is in \"git\""
        case "vars", "inputs": "variables of the run are in \"run.variables\""
        default: nil
        }
    }
}
