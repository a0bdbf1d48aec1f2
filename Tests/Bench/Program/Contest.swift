/// Lets contenders do the same thing in turn, so that whatever else the machine does befalls them all.
struct Contest {
    let workshop: Workshop
    let rounds: Int

    /// Runs the rounds.
    ///
    /// Every contender does it once before the first round, to fill caches and to see whether it can at all; one that
    /// fails then is left out.
    ///
    /// - Parameters:
    ///   - comparison: Gets the values.
    ///   - contenders: In the order of the table.
    /// - Throws: `Interrupted`; what a contender throws after its first time.
    func run(_ comparison: inout Comparison, _ contenders: [Contender]) throws {
        var able: [Contender] = []
        for contender in contenders {
            workshop.progress("\(comparison.title): \(contender.name), first time")
            do {
                _ = try contender.measure()
                able.append(contender)
            } catch let error as Interrupted {
                throw error
            } catch {
                comparison.leftOut.append((contender.name, "\(error)"))
            }
        }
        comparison.series += able.map { Series($0.name) }
        let start = comparison.series.count - able.count
        for round in 0..<rounds {
            for position in able.indices {
                try workshop.check()
                workshop.progress("\(comparison.title): round \(round + 1) of \(rounds)")
                // Another one begins each round: none always comes after the same other.
                let index = (position + round) % able.count
                comparison.series[start + index].add(try able[index].measure())
            }
        }
    }
}

/// One way to do what is compared.
struct Contender {
    let name: String
    /// Does it and returns the value in the comparison's unit.
    let measure: () throws -> Double

    init(_ name: String, measure: @escaping () throws -> Double) {
        self.name = name
        self.measure = measure
    }

    /// The same, done several times in a row; its value is the median.
    static func repeated(_ name: String, _ count: Int, measure: @escaping () throws -> Double)
        -> Contender
    {
        Contender(name) {
            var burst = Series(name)
            for _ in 0..<count { burst.add(try measure()) }
            return burst.median
        }
    }
}

/// How long something takes, in milliseconds.
func milliseconds(_ work: () throws -> Void) rethrows -> Double {
    let duration = try ContinuousClock().measure(work)
    let (seconds, attoseconds) = duration.components
    return Double(seconds) * 1e3 + Double(attoseconds) / 1e15
}
