/// Which steps of a run are looked up among those that passed before.
package enum CacheUse: Sendable, Hashable {
    /// Those for which the pipeline says `cache: true`.
    case asDeclared
    /// All that can be, but for those with `cache: false`.
    case everything
    /// None: everything runs, and nothing is kept.
    case nothing
}
