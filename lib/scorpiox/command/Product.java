package scorpiox.command;

/// What this program calls itself.
public final class Product {
    public static final String VERSION = "0.1.0";

    /// `User-Agent` of every request.
    public static final String AGENT = "scorpiox-sx/" + VERSION;

    private Product() {}
}
