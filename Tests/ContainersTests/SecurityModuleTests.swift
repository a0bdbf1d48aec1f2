import OCI
import Testing

@testable import Containers

@Suite struct `A label of a security module` {
    private func process(
        apparmor: String? = nil,
        selinux: String? = nil
    ) -> RuntimeProcess {
        var process = RuntimeProcess(args: ["/bin/true"])
        process.apparmorProfile = apparmor
        process.selinuxLabel = selinux
        return process
    }

    private func labelSteps(_ process: RuntimeProcess) -> [SandboxProgram.Step] {
        var spec = RuntimeSpec.standard(arguments: ["/bin/true"])
        spec.process = process
        let program = SandboxProgram(
            spec,
            with: SandboxResources(start: .staged(StagedStart())),
            on: .root
        )
        return program.steps.filter {
            if case .procFile(let path, _) = $0 { path.contains("/attr/") } else { false }
        }
    }

    @Test func `is written for the next execve`() {
        #expect(
            labelSteps(process(apparmor: "container-default", selinux: "a:b:c:s0")) == [
                .procFile(path: "/proc/self/attr/apparmor/exec", text: "exec container-default"),
                .procFile(path: "/proc/self/attr/exec", text: "a:b:c:s0"),
            ]
        )
    }

    @Test func `is not written where none is asked for`() throws {
        #expect(labelSteps(process(apparmor: "", selinux: nil)) == [])
        try SecurityModule.check(process(apparmor: "")) { _ in false }
    }

    @Test func `that the host cannot give is refused with what to do`() throws {
        try SecurityModule.check(process(apparmor: "x", selinux: "y")) { _ in true }
        for process in [process(apparmor: "x"), process(selinux: "y")] {
            #expect(throws: ContainerError.self) {
                try SecurityModule.check(process) { _ in false }
            }
        }
    }
}
