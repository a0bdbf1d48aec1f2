import SystemPackage
import HostSystem
import Reports

/// Writes the merged test reports of a run to its folder, for `--report` and for later.
struct RunReport {
    let materials: RunMaterials

    /// Writes `reports.xml`; nothing where no step had a report.
    func write() throws {
        let report = materials.reports.merged
        guard !report.suites.isEmpty else { return }
        try materials.directory.open().writeFile("reports.xml", JUnitWriter(.nested).write(report))
    }
}
