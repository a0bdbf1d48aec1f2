import Containers
import HostSystem
import OCI

extension RuntimeProcess {
    /// Adds `HOME` where the environment has none: the home of its user in the container's own table, or `/`.
    ///
    /// - Parameter root: The root directory of the container.
    mutating func addHome(below root: borrowing Directory) {
        let given = (env ?? []).contains { $0.hasPrefix("HOME=") && $0 != "HOME=" }
        guard !given else { return }
        // A table that cannot be read is one that names nobody: who wants another home says so.
        let user = try? UserDatabase(below: root).user("\(self.user?.uid ?? 0)")
        env = (env ?? []).filter { $0 != "HOME=" } + ["HOME=\(user?.home ?? "/")"]
    }
}
