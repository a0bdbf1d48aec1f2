import ArgumentParser
import Registries

extension PullPolicy: ExpressibleByArgument {}
