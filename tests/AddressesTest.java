package scorpiox.tool.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    /// First and last address of each block; before and after it, where those are public (`-` where they are not).
    @ParameterizedTest
    @CsvSource({
            "-, 0.0.0.0, 0.255.255.255, 1.0.0.0",
            "9.255.255.255, 10.0.0.0, 10.255.255.255, 11.0.0.0",
            "100.63.255.255, 100.64.0.0, 100.127.255.255, 100.128.0.0",
            "126.255.255.255, 127.0.0.0, 127.255.255.255, 128.0.0.0",
            "169.253.255.255, 169.254.0.0, 169.254.255.255, 169.255.0.0",
            "172.15.255.255, 172.16.0.0, 172.31.255.255, 172.32.0.0",
            "191.255.255.255, 192.0.0.0, 192.0.0.255, 192.0.1.0",
            "192.0.1.255, 192.0.2.0, 192.0.2.255, 192.0.3.0",
            "192.88.98.255, 192.88.99.0, 192.88.99.255, 192.88.100.0",
            "192.167.255.255, 192.168.0.0, 192.168.255.255, 192.169.0.0",
            "198.17.255.255, 198.18.0.0, 198.19.255.255, 198.20.0.0",
            "198.51.99.255, 198.51.100.0, 198.51.100.255, 198.51.101.0",
            "203.0.112.255, 203.0.113.0, 203.0.113.255, 203.0.114.0",
            "223.255.255.255, 224.0.0.0, 239.255.255.255, -",
            "-, 240.0.0.0, 255.255.255.255, -",
            "-, ::, ::, -",
            "-, ::1, ::1, -",
            "-, ::127.0.0.1, ::255.255.255.255, -",
            "-, 64:ff9b:1::, 64:ff9b:1:ffff:ffff:ffff:ffff:ffff, -",
            "-, 100::, 100::ffff:ffff:ffff:ffff, -",
            "2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 2001::, 2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff, 2001:200::",
            "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff, 2001:db8::, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, 2001:db9::",
            "2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 2002::, 2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 2003::",
            "3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 3fff::, 3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff, 3fff:1000::",
            "-, fc00::, fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, -",
            "-, fe80::, febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff, -",
            "-, fec0::, feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, -",
            "-, ff00::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, -",
    })
    void eachSpecialBlockIsRefusedFromItsFirstAddressToItsLast(String before, String first, String last, String after) {
        assertFalse(isPublic(first), first);
        assertFalse(isPublic(last), last);
        if (!before.equals("-")) assertTrue(isPublic(before), before);
        if (!after.equals("-")) assertTrue(isPublic(after), after);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "8.8.8.8", "93.184.215.14", "2606:4700:4700::1111", "2a00:1450:4001:81c::200e", "2001:4860:4860::8888"})
    void addressesOfPublicServersArePublic(String address) {
        assertTrue(isPublic(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "4000::", "5f00::1", "64:ff9a::808:808", "64:ff9b:0:0:0:1:808:808", "::1:0:0", "::fffe:8.8.8.8", "200::1"})
    void whatIsGivenOutToNobodyIsNotPublic(String address) {
        assertFalse(isPublic(address));
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, false", "10.1.2.3, false", "169.254.169.254, false", "8.8.8.8, true", "192.168.0.1, false", "0.0.0.0, false", "223.255.255.255, true"})
    void anAddressWithinAnotherIsTheOneThatCounts(String inner, boolean expected) {
        var four = InetAddress.ofLiteral(inner).getAddress();
        var mapped = new byte[16];
        mapped[10] = mapped[11] = -1;
        System.arraycopy(four, 0, mapped, 12, 4);
        assertEquals(expected, Addresses.isPublic(mapped));
        assertEquals(expected, isPublic("::ffff:" + inner));
        var nat64 = InetAddress.ofLiteral("64:ff9b::").getAddress();
        System.arraycopy(four, 0, nat64, 12, 4);
        assertEquals(expected, Addresses.isPublic(nat64));
        assertEquals(expected, isPublic(inner));
    }

    @Test
    void aScopeChangesNothing() {
        assertFalse(isPublic("fe80::1%1"));
    }

    private static boolean isPublic(String address) {
        return Addresses.isPublic(InetAddress.ofLiteral(address));
    }
}
