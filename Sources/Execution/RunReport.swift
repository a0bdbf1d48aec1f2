import SystemPackage
import HostSystem
import Pipelines
import Reports

/// Writes the merged test reports of a run to its folder, for `--report` and for later.
package struct RunReport {
    let materials: RunMaterials

    /// Ends the names of files that hold the report of one step while the run goes on.
    package static let stepSuffix = ".reports.xml"

    /// Keeps the report of a step, for the case that the run does not live to write `reports.xml`.
    ///
    /// - Parameters:
    ///   - report: In the scope of its step.
    ///   - place: The step.
    func keep(_ report: TestReport, of place: StepPlace) {
        let name = FilePath(place.logName + Self.stepSuffix)
        // What cannot be written now is in memory, and written at the end or told then.
        try? materials.directory.job(place.slug).writeFile(name, JUnitWriter(.nested).write(report))
    }

    /// Writes `reports.xml`; nothing where no step had a report.
    func write() throws {
        let report = materials.reports.merged
        guard !report.suites.isEmpty else { return }
        let root = try materials.directory.open()
        try root.writeFile("reports.xml", JUnitWriter(.nested).write(report))
        for job in materials.request.plan.jobs {
            let place = FilePath("jobs").appending(job.slug)
            guard root.contains(place) else { continue }
            let folder = try root.directory(place)
            for name in try folder.names() where name.string.hasSuffix(Self.stepSuffix) {
                try folder.removeFile(FilePath(root: nil, [name]))
            }
        }
    }
}
