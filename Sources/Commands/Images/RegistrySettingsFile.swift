import ArgumentParser
import Diagnostics
import Frontends
import HostSystem
import OCI
import Registries
import SystemPackage

/// Finds and reads the file with the settings of registries.
enum RegistrySettingsFile {
    /// The files that may hold them; the first one that is there is read.
    static var places: [FilePath] {
        if let named = Environment["CUVETTE_REGISTRIES"], !named.isEmpty {
            return [FilePath(named)]
        }
        let home = FilePath(Environment["HOME"] ?? "/")
        let settings =
            Environment["XDG_CONFIG_HOME"].map { FilePath($0) } ?? home.appending(".config")
        return [settings.appending("cuvette/registries.yml"), "/etc/cuvette/registries.yml"]
    }

    /// The settings; none where there is no file.
    ///
    /// - Throws: `DiagnosticError` with all mistakes of the file; `RegistryError` where it cannot be read.
    static func read() throws -> RegistrySettings {
        for place in places {
            let bytes: [UInt8]
            do {
                let file = try OpenFile(opening: place)
                bytes = try file.readAll(limit: 1 << 20, name: "\(place)")
            } catch {
                let isMissing = [.noSuchFileOrDirectory, .notDirectory].contains(error.errno)
                if isMissing, Environment["CUVETTE_REGISTRIES"] == nil { continue }
                throw RegistryError(.settings, error.description, hint: error.hint)
            }
            let file = try SourceFile(name: "\(place)", bytes: bytes)
            let (settings, diagnostics) = RegistrySettingsReader.read(file)
            guard let settings else { throw DiagnosticError(diagnostics) }
            return settings
        }
        return RegistrySettings()
    }

    /// The way to registries as the settings and the environment have it.
    ///
    /// - Parameter observer: Is told what goes on.
    /// - Returns: The way.
    /// - Throws: As `read()`.
    static func access(telling observer: any TransferObserver) throws -> RegistryAccess {
        means(try read()).access(telling: observer)
    }

    /// What it takes to speak to registries.
    ///
    /// - Throws: `RegistryError` that holds all mistakes of the file.
    static func means() throws -> RegistryMeans {
        do {
            return means(try read())
        } catch let error as DiagnosticError {
            let mistakes = DiagnosticRenderer().render(error.diagnostics)
            throw RegistryError(.settings, "the settings of registries are wrong\n\(mistakes)")
        }
    }

    private static func means(_ settings: RegistrySettings) -> RegistryMeans {
        RegistryMeans(
            settings: settings,
            environment: Environment.all,
            uid: HostIdentity.current.uid
        )
    }

    /// Who we are to registries.
    static var credentials: CredentialStore {
        CredentialStore(environment: Environment.all, uid: HostIdentity.current.uid)
    }
}
