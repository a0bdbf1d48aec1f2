import CNftables
import HostSystem
import SystemPackage
import Synchronization

/// The filters of one network: that of the thread which opened this.
///
/// libnftables runs in this process, since one of its commands takes 0.1 ms and starting `nft` 2.4 ms; a name that is
/// looked up by a step waits for one. Its tables of symbols are shared by all contexts, so all of them take one lock.
///
/// Source: libnftables(3), libnftables-json(5), nft(8).
final class Nftables: Sendable {
    private let context: Context

    /// libnftables' own state; only touched under `lock`.
    private struct Context: @unchecked Sendable {
        let pointer: OpaquePointer
    }

    private static let lock = Mutex(())

    /// Opens the filters of the calling thread's network.
    init() throws(NetworkError) {
        let opened = Self.lock.withLock { _ in nft_ctx_new(UInt32(NFT_CTX_DEFAULT)) }
        guard let opened else {
            throw .system(SystemError("open the filters", call: "nft_ctx_new", errno: .noMemory))
        }
        nft_ctx_buffer_output(opened)
        nft_ctx_buffer_error(opened)
        context = Context(pointer: opened)
    }

    deinit {
        Self.lock.withLock { _ in nft_ctx_free(context.pointer) }
    }

    /// Carries out commands; all or none of them.
    ///
    /// - Parameters:
    ///   - commands: In the language of nft(8).
    ///   - action: What an error calls it.
    /// - Throws: `NetworkError.filter` with the first line of libnftables' message.
    func run(_ commands: String, to action: String) throws(NetworkError) {
        _ = try output(of: commands, to: action, json: false)
    }

    /// Asks a question.
    ///
    /// - Parameters:
    ///   - commands: `list …`, in the language of nft(8).
    ///   - action: What an error calls it.
    /// - Returns: The answer as JSON, numbers in place of names.
    /// - Throws: `NetworkError.filter`.
    func list(_ commands: String, to action: String) throws(NetworkError) -> String {
        try output(of: commands, to: action, json: true)
    }

    private func output(
        of commands: String,
        to action: String,
        json: Bool
    ) throws(NetworkError) -> String {
        let (result, output, message) = Self.lock.withLock { _ -> (Int32, String, String) in
            let numeric = UInt32(NFT_CTX_OUTPUT_NUMERIC_ALL | NFT_CTX_OUTPUT_JSON)
            nft_ctx_output_set_flags(context.pointer, json ? numeric : 0)
            let result = nft_run_cmd_from_buffer(context.pointer, commands)
            return (
                result,
                Self.text(nft_ctx_get_output_buffer(context.pointer)),
                Self.text(nft_ctx_get_error_buffer(context.pointer))
            )
        }
        guard result == 0 else {
            let line = message.split(separator: "\n").first ?? "refused without a reason"
            throw .filter(action: action, message: String(line))
        }
        return output
    }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
        pointer.map { String(cString: $0) } ?? ""
    }
}
