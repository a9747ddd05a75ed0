package scorpiox.tool.user;

/// A file cannot be a tool; the message says why, in one line.
final class Unfit extends Exception {
    private final transient String place;
    private final transient boolean lasting;

    /// @param why what is wrong, as long as the file is as it is
    Unfit(String why) {
        this(null, why, true);
    }

    private Unfit(String place, String why, boolean lasting) {
        super(why, null, false, false);
        this.place = place;
        this.lasting = lasting;
    }

    /// @param place file and line of it
    static Unfit at(String place, String why) {
        return new Unfit(place, why, true);
    }

    /// What may be otherwise the next time, though the file is the same.
    static Unfit now(String why) {
        return new Unfit(null, why, false);
    }

    /// File and line; null for the file as a whole.
    String place() {
        return place;
    }

    /// Whether it will be so again.
    boolean lasting() {
        return lasting;
    }
}
