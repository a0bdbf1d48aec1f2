import Builds

/// The files that a shell in a snapshot finds beside those of its step, in the same file system in memory.
///
/// `shellrc` makes `rerun`, `next` and `diff-files` of functions, so that neither `PATH` nor any other variable differs
/// from the step's.
struct ShellFiles {
    let kept: KeptStep
    let secrets: [String: String]
    /// What the step changed, as text.
    let changes: String
    /// The prompt's beginning: `42/test/3 before`.
    let title: String
    /// The shell that reads scripts, as a path or name inside.
    let shell: String

    private static let folder = Skeleton.handover

    /// The files by name.
    var files: [(name: String, text: String, mode: UInt32)] {
        var files: [(String, String, UInt32)] = [
            ("shellrc", startup, 0o644), ("changes", changes, 0o644),
            ("position", "\(kept.step.index + 1)\n", 0o666),
        ]
        for step in [kept.step] + kept.following {
            files.append(("step-\(step.index)", runner(of: step), 0o644))
            guard let script = step.command?.script else { continue }
            files.append(("script-\(step.index)", script.text(with: secrets), 0o755))
        }
        return files
    }

    /// What an interactive shell reads first; POSIX sh, and bash.
    private var startup: String {
        let original = kept.step.command?.environment.last { $0.name == "ENV" }
        let restored =
            original.map { "ENV=\(Self.quoted($0.value.text(with: secrets))); export ENV" }
            ?? "unset ENV"
        return """
            \(restored)
            PS1=\(Self.quoted("[\(title)] "))'$PWD \\$ '
            cuvette_step() {
                ( . \(Self.folder)/step-$1 )
                cuvette_end=$?
                echo "[step $2: exit $cuvette_end]" >&2
                return $cuvette_end
            }
            rerun() { cuvette_step \(kept.step.index) \(Self.quoted(kept.step.label)); }
            next() {
                read -r cuvette_position < \(Self.folder)/position
                if [ ! -e \(Self.folder)/step-$cuvette_position ]; then
                    echo "the job has no further step" >&2
                    return 1
                fi
                echo $((cuvette_position + 1)) > \(Self.folder)/position
                cuvette_step $cuvette_position $cuvette_position
            }
            cuvette_changes() {
                while IFS= read -r cuvette_line; do printf '%s\\n' "$cuvette_line"; done < \(Self.folder)/changes
            }
            alias diff-files=cuvette_changes
            if [ -n "${BASH_VERSION-}" ]; then
                unset HISTFILE
                history -c
                history -s \(Self.quoted(commandText))
                history -s rerun
            fi

            """
    }

    /// The failed command as one would type it.
    private var commandText: String {
        guard let command = kept.step.command else { return "" }
        guard let script = command.script else {
            return command.arguments.map(Self.quoted).joined(separator: " ")
        }
        var text = script.text(with: secrets)
        while text.hasSuffix("\n") { text.removeLast() }
        return text
    }

    /// Runs a step in a subshell of its own: its folder, its variables, what was handed over since, its command.
    private func runner(of step: StepCheckpoint) -> String {
        guard let command = step.command else {
            return "echo 'what this step runs is not known' >&2; exit 126\n"
        }
        guard command.uid == kept.step.command?.uid, command.gid == kept.step.command?.gid else {
            return
                "echo 'this step runs as user \(command.uid): cuvette shell \(kept.directory.number)/\(kept.job.slug)/\(step.label)' >&2; exit 126\n"
        }
        let isOwn = step.index == kept.step.index
        let arguments = command.arguments.map {
            Self.quoted($0 == Handover.scriptPath ? "\(Self.folder)/script-\(step.index)" : $0)
        }
        var text = isOwn ? "" : variables(of: command) + Self.handedOver
        text += "cd \(Self.quoted(command.workingDirectory)) || exit 126\n"
        text += "exec \(arguments.joined(separator: " "))\n"
        return text
    }

    /// The difference between the variables of two steps, as a script.
    private func variables(of command: CommandCheckpoint) -> String {
        let own = kept.step.command?.environment ?? []
        let names = Set(command.environment.map(\.name))
        let gone = own.map(\.name).filter { !names.contains($0) && Self.isName($0) }
        let changed = command.environment.filter { !own.contains($0) && Self.isName($0.name) }
        return gone.map { "unset \($0)\n" }.joined()
            + changed.map {
                "export \($0.name)=\(Self.quoted($0.value.text(with: secrets)))\n"
            }.joined()
    }

    /// Takes what steps have written to `$CUVETTE_ENV` and `$CUVETTE_PATH` in this shell, as a run would.
    private static let handedOver = """
        while IFS= read -r cuvette_line; do
            case $cuvette_line in
            *'<<'*)
                cuvette_name=${cuvette_line%%<<*}; cuvette_word=${cuvette_line#*<<}; cuvette_value=
                while IFS= read -r cuvette_line && [ "$cuvette_line" != "$cuvette_word" ]; do
                    cuvette_value="$cuvette_value${cuvette_value:+
        }$cuvette_line"
                done
                export "$cuvette_name=$cuvette_value" ;;
            *=*) export "$cuvette_line" ;;
            esac
        done < \(folder)/env
        while IFS= read -r cuvette_line; do PATH=$cuvette_line:$PATH; done < \(folder)/path

        """

    /// Whether a shell can set a variable of that name.
    private static func isName(_ name: String) -> Bool {
        name.unicodeScalars.enumerated().allSatisfy { offset, scalar in
            scalar == "_" || scalar.isASCII && scalar.properties.isAlphabetic
                || offset > 0 && ("0"..."9").contains(scalar)
        }
    }

    /// A word that a shell takes as it stands.
    static func quoted(_ text: String) -> String {
        "'"
            + text.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "'\\''") + "'"
    }
}
