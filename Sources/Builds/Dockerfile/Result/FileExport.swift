import Containers
import Dockerfiles
import Glibc
package import HostSystem
import SystemPackage

/// Copies the files of an image to a folder of the host.
package enum FileExport {
    /// Copies everything; what is in the folder already stays, unless a file of the same name comes.
    ///
    /// Owners are kept where this user may give files away; device nodes and sockets are left out.
    ///
    /// - Parameters:
    ///   - source: The image's root.
    ///   - target: The folder.
    /// - Throws: `SystemError` and others, as sentences.
    package static func copy(_ source: borrowing Directory, to target: borrowing Directory) throws {
        let root = Directory(adopting: try source.file.duplicate(), path: "/")
        let selection = SourceSelection(
            files: try DirectoryFiles(root, keepsOwners: true),
            ignored: IgnoreRules(),
            excluded: IgnoreRules()
        )
        guard let top = try selection.all(of: "/").first else { return }
        var merge = TreeMerge(
            into: Directory(adopting: try target.file.duplicate(), path: "/"),
            TransferAttributes(),
            canChangeOwners: false
        )
        try merge.copy(top, of: selection, to: "/")
        merge.finish()
    }
}
