import Glibc
import HostSystem
import Images
import SystemPackage

/// A layer of the store that is shown among the layers of a kept job, as if a step of the job had written it there.
enum LayerLink {
    /// Shows a layer.
    ///
    /// - Parameters:
    ///   - snapshot: The layer; nil for one in which nothing is.
    ///   - name: The step's, among the layers of the job.
    ///   - job: The job's folder, `runs/N/jobs/SLUG`.
    /// - Throws: `SystemError`.
    static func make(
        to snapshot: Snapshot?,
        as name: String,
        in job: borrowing Directory
    ) throws(SystemError) {
        let folder = try job.makeDirectory(
            CheckpointShelf.layersFolder.appending(FilePath(name).components)
        )
        guard let snapshot else {
            _ = try folder.makeDirectory("upper", mode: 0o755)
            return
        }
        // runs/N/jobs/SLUG/layers/NAME/upper, and the store is six up.
        let target = "../../../../../../snapshots/\(snapshot.name)/fs"
        let made = symlinkat(target, folder.descriptor, "upper")
        try call("show the layer \(snapshot.name)", "symlinkat", made)
    }
}
