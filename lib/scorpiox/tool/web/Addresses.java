package scorpiox.tool.web;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Which addresses are public, by the registries of special-purpose addresses (RFC 6890 and its successors at IANA).
///
/// A table of its own because the predicates of `InetAddress` know only a few of these blocks.
final class Addresses {
    /// This network, private and shared use, loopback, link-local with the clouds' metadata services, documentation,
    /// benchmarks, the 6to4 relay, multicast, reserved.
    private static final List<Block> IPV4 = Stream.of("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
            "240.0.0.0/4").map(Block::of).toList();

    /// Unspecified, loopback and IPv4-compatible, local NAT64, discard, protocol assignments (Teredo among them),
    /// documentation, 6to4, unique local, link-local and site-local, multicast.
    private static final List<Block> IPV6 = Stream.of("::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
            "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8").map(Block::of).toList();

    /// All that is given out for the public network (RFC 4291 section 2.4 and IANA): the rest is nobody's yet.
    private static final Block GLOBAL = Block.of("2000::/3");

    /// NAT64 (RFC 6052): the address that counts is in the last four bytes. The JDK itself unpacks `::ffff:a.b.c.d`.
    private static final List<Block> WRAPPED = List.of(Block.of("64:ff9b::/96"), new Block(mapped(), 96));

    private Addresses() {}

    /// Whether an address belongs to some machine on the public network.
    static boolean isPublic(InetAddress address) {
        return isPublic(address.getAddress());
    }

    /// @param bytes four or sixteen, most significant first
    static boolean isPublic(byte[] bytes) {
        if (bytes.length == 4) return IPV4.stream().noneMatch(block -> block.holds(bytes));
        if (WRAPPED.stream().anyMatch(block -> block.holds(bytes))) return isPublic(Arrays.copyOfRange(bytes, 12, 16));
        return GLOBAL.holds(bytes) && IPV6.stream().noneMatch(block -> block.holds(bytes));
    }

    private static byte[] mapped() {
        var prefix = new byte[16];
        prefix[10] = prefix[11] = -1;
        return prefix;
    }

    private record Block(byte[] prefix, int bits) {
        static Block of(String text) {
            var slash = text.indexOf('/');
            return new Block(InetAddress.ofLiteral(text.substring(0, slash)).getAddress(), Integer.parseInt(text.substring(slash + 1)));
        }

        boolean holds(byte[] address) {
            var whole = bits / 8;
            if (!Arrays.equals(prefix, 0, whole, address, 0, whole)) return false;
            var rest = 8 - bits % 8;
            return rest == 8 || (prefix[whole] & 0xff) >> rest == (address[whole] & 0xff) >> rest;
        }
    }
}
