import Execution
import Expressions
import Synchronization

/// Prints every event as an object on a line of its own (newline-delimited JSON).
final class JSONPrinter: RunPrinter {
    let wantsLines = true

    func observe(_ event: RunEvent) {
        Console.print(Value.object(EventJSON.object(event)).json())
    }

    func finish(_ result: RunResult) {}

    func abandon() {}
}
