import ArgumentParser
import Containers
import Execution
import HostSystem
import Images

/// `cuvette doctor` looks at the host.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what this host offers containers, what it lacks, and how to mend it.",
        discussion: """
            Returns 3 where something is missing without which no step can run.

            EXAMPLE
              cuvette doctor
            """
    )

    @OptionGroup var common: CommonOptions

    func run() throws {
        let style = common.style
        let findings = HostCheckup(isRoot: HostIdentity.current.uid == 0).findings()
        let width = findings.map(\.subject.count).max() ?? 0
        for finding in findings {
            let word =
                switch finding.verdict {
                case .good: style.green("ok     ")
                case .limited: style.yellow("limited")
                case .missing: style.red("missing")
                }
            Console.print("\(word)  \(finding.subject.padded(width))  \(finding.text)")
            if let remedy = finding.remedy { Console.print("\("".padded(width + 11))\(remedy)") }
        }
        if findings.contains(where: { $0.verdict == .missing }) {
            throw ExitCode(ExitCodes.hostFailure)
        }
    }
}
