import Foundation
import Glibc
package import Testing

extension Trait where Self == ConditionTrait {
    /// Tests that make containers as root; skipped, with this reason, for an ordinary user.
    package static var needsRoot: Self {
        .enabled(if: geteuid() == 0, "needs root: it makes containers with cgroups and mounts")
    }
}

extension Trait where Self == ConditionTrait {
    /// Tests whose services are Redis servers; skipped, with this reason, where there is none.
    package static var needsRedis: Self {
        .enabled(if: access("/usr/bin/redis-server", X_OK) == 0, "needs redis-server")
    }

    /// The versions of PostgreSQL that Debian's packages have put here.
    private static var postgresVersions: [String] {
        let folder = "/usr/lib/postgresql"
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
            access("\(folder)/\($0)/bin/postgres", X_OK) == 0
        }
    }

    /// Tests with a PostgreSQL server; skipped, with this reason, where there is none.
    package static var needsPostgres: Self {
        .enabled(
            if: !postgresVersions.isEmpty && access("/usr/bin/pg_isready", X_OK) == 0,
            "needs postgresql"
        )
    }

    /// Tests that lay out a network; skipped, with this reason, without ip(8).
    package static var needsAddressTool: Self {
        .enabled(
            if: access("/usr/sbin/ip", X_OK) == 0 || access("/bin/ip", X_OK) == 0,
            "needs iproute2"
        )
    }
}
