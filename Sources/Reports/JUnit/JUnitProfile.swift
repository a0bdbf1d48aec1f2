/// Whom a JUnit file is for: each reads, or validates, another dialect.
package enum JUnitProfile: String, Sendable, Hashable, CaseIterable {
    /// The structure of Jenkins' schema junit-10, and `file` and `line` on cases.
    case common
    /// Jenkins' schema junit-10 to the letter.
    case jenkins
    /// The schema of Apache Ant, by Windy Road.
    case windyRoad = "windyroad"
    /// The schema of Maven Surefire 3: a folder with a file for each suite.
    case surefire
    /// As `common`, with class names everywhere and no two cases of one class with one name: GitLab
    /// keeps only the first of them.
    case gitlab
    /// As `common`, with suites inside of suites, so that no path is lost, and with colours written
    /// as `␛[31m`.
    case nested
}
