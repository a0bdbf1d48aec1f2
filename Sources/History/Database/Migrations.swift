/// The form of the database, step by step; `PRAGMA user_version` says how many steps a file has behind it.
///
/// Results are kept in the order of their runs: a run is written as a few pages in a row, and the last runs of a branch,
/// which nearly every question is about, are read as a few ranges. A test's past is one look-up a run. Five million
/// results take about 150 MB.
enum Migrations {
    /// `CUVE`, so that a file of another program is not taken for ours.
    static let applicationID = 0x4355_5645

    /// Each brings a file from one version to the next; never changed once released.
    static let all = [first, quarantine]

    private static let first = """
        CREATE TABLE run (
            number INTEGER PRIMARY KEY,
            began INTEGER NOT NULL,
            duration INTEGER NOT NULL,
            outcome TEXT NOT NULL,
            pipeline TEXT NOT NULL,
            file TEXT NOT NULL,
            sha TEXT NOT NULL,
            tree TEXT NOT NULL,
            branch TEXT,
            summary TEXT NOT NULL,
            worktree INTEGER NOT NULL,
            tests INTEGER NOT NULL,
            failed INTEGER NOT NULL,
            skipped INTEGER NOT NULL,
            flaky INTEGER NOT NULL,
            test_time INTEGER NOT NULL,
            void INTEGER NOT NULL
        );
        CREATE INDEX run_by_line ON run (file, branch, number);
        CREATE INDEX run_by_commit ON run (sha, number);
        CREATE TABLE job (
            id INTEGER PRIMARY KEY,
            run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
            name TEXT NOT NULL,
            key TEXT NOT NULL,
            slug TEXT NOT NULL,
            variant TEXT NOT NULL,
            shard INTEGER,
            shards INTEGER,
            outcome TEXT NOT NULL,
            conclusion TEXT NOT NULL,
            duration INTEGER NOT NULL,
            image TEXT,
            problem TEXT,
            infrastructure INTEGER NOT NULL
        );
        CREATE INDEX job_by_run ON job (run);
        CREATE TABLE step (
            id INTEGER PRIMARY KEY,
            run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
            job INTEGER NOT NULL REFERENCES job ON DELETE CASCADE,
            label TEXT NOT NULL,
            name TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            outcome TEXT NOT NULL,
            conclusion TEXT NOT NULL,
            duration INTEGER NOT NULL,
            exit_code INTEGER,
            signal INTEGER,
            cause TEXT,
            problem TEXT,
            infrastructure INTEGER NOT NULL,
            input TEXT,
            user_time INTEGER NOT NULL,
            system_time INTEGER NOT NULL,
            peak_memory INTEGER NOT NULL,
            scope TEXT,
            tests INTEGER NOT NULL,
            failed INTEGER NOT NULL,
            void INTEGER NOT NULL
        );
        CREATE INDEX step_by_run ON step (run);
        CREATE INDEX step_by_job ON step (job);
        CREATE INDEX step_by_input ON step (input, id) WHERE tests > 0;
        CREATE TABLE test (
            id INTEGER PRIMARY KEY,
            short TEXT NOT NULL UNIQUE,
            scope TEXT NOT NULL,
            suite TEXT NOT NULL,
            classname TEXT NOT NULL,
            name TEXT NOT NULL,
            file TEXT NOT NULL,
            first_run INTEGER NOT NULL
        );
        CREATE TABLE failure (
            id INTEGER PRIMARY KEY,
            short TEXT NOT NULL UNIQUE,
            type TEXT NOT NULL,
            message TEXT NOT NULL,
            place TEXT,
            example TEXT NOT NULL,
            first_run INTEGER NOT NULL
        );
        CREATE TABLE result (
            run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
            test INTEGER NOT NULL,
            step INTEGER NOT NULL,
            outcome INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            flaky INTEGER NOT NULL,
            duration INTEGER,
            failure INTEGER,
            PRIMARY KEY (run, test, step)
        ) WITHOUT ROWID;
        CREATE INDEX result_worth_a_look ON result (run, test) WHERE outcome > 1 OR flaky;
        """

    private static let quarantine = """
        ALTER TABLE result ADD COLUMN quarantined INTEGER NOT NULL DEFAULT 0;
        """
}
