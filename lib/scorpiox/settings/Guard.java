package scorpiox.settings;

import java.util.List;

/// Decides about a project that nobody has decided about.
public interface Guard {
    /// Where nobody can be asked: no.
    Guard NOBODY = (_, _) -> Answer.NO;

    /// For whoever only looks at settings or changes them: nobody is asked, and what is not taken over is no more than a warning.
    Guard LOOKING = new Guard() {
        @Override
        public Answer decide(Project project, Wishes wishes) {
            return Answer.NO;
        }

        @Override
        public boolean sends() {
            return false;
        }
    };

    /// For this time; from now on, until something of it changes; never, until something of it changes.
    enum Answer { NO, YES, NEVER }

    /// What a project would like to do.
    ///
    /// @param keys     settings that count only when it is trusted
    /// @param programs names of its tools, where the run could offer them
    /// @param changed  whether it was trusted before something of it changed
    record Wishes(List<Settings.Value> keys, List<String> programs, boolean changed) {
        boolean none() {
            return keys.isEmpty() && programs.isEmpty();
        }
    }

    Answer decide(Project project, Wishes wishes);

    /// Whether the run could offer the project's tools, so that they matter.
    default boolean wantsTools() {
        return false;
    }

    /// Whether the run sends anything where the settings say, so that it ends rather than go elsewhere.
    default boolean sends() {
        return true;
    }
}
