import Glibc
package import Testing

extension Trait where Self == ConditionTrait {
    /// Tests that make containers as root; skipped, with this reason, for an ordinary user.
    package static var needsRoot: Self {
        .enabled(if: geteuid() == 0, "needs root: it makes containers with cgroups and mounts")
    }
}
