@testable import Frontends

extension NativeType {
    /// What may stand under a key, for the tables of docs/PIPELINE.md.
    var words: String {
        switch self {
        case .text: "text"
        case .template: "text with `${{ }}`"
        case .identifier: "name"
        case .duration: "duration"
        case .size: "size"
        case .processors: "number"
        case .count: "whole number"
        case .imageSource: "image source"
        case .networkMode: "`none`, `host`, `private` or network"
        case .port: "port"
        case .shell: "shell"
        case .flag, .flagOrTemplate: "`true` or `false`"
        case .whole: "whole number"
        case .choice(let words): words.map { "`\($0)`" }.joined(separator: ", ")
        case .condition: "expression"
        case .oneOrMany(let type): "\(type.words), or a list"
        case .list(let type): "list of \(type.words)"
        case .namedMap(let type): "names with \(type.words)"
        case .variables: "names with texts"
        case .mapping(let mapping): mapping.rawValue
        case .either(let one, let other): "\(one.words) or \(other.words)"
        case .optional(let type): "nothing or \(type.words)"
        case .matrix: "names with lists"
        }
    }
}
