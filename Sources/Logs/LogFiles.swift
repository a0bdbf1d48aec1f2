import HostSystem
import SystemPackage

/// The two files of a step's log.
struct LogFiles: ~Copyable {
    let log: OpenFile
    let index: OpenFile

    static func open(
        _ name: String,
        in directory: borrowing Directory,
        _ flags: Int32
    ) throws(SystemError) -> LogFiles {
        let log = try directory.open(FilePath("\(name).log"), flags)
        let index = try directory.open(FilePath("\(name).idx"), flags)
        return LogFiles(log: log, index: index)
    }
}
