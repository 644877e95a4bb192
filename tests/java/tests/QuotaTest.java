package tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.luavm.*;
import org.junit.Test;

/** Groups of VMs with limits in common. */
public final class QuotaTest {
    @Test
    public void a_group_admits_as_many_VMs_as_its_cap() {
        QuotaGroups.set("java-cap", 1, 0, 0);
        try (LuaVm vm = LuaVm.builder().group("java-cap/a").build()) {
            QuotaException refused =
                assertThrows(QuotaException.class, () -> LuaVm.builder().group("java-cap/b").build());
            assertTrue(refused.getMessage(), refused.getMessage().contains("VM cap of 1 of group 'java-cap'"));
            assertEquals(1L, vm.eval("return 1"));
            assertEquals(1, QuotaGroups.read("java-cap").vmCount());
            assertEquals(1, QuotaGroups.read("java-cap").refusedCount());
        }
        QuotaGroups.remove("java-cap/a");
        QuotaGroups.remove("java-cap/b");
        QuotaGroups.remove("java-cap");
    }

    @Test
    public void memory_of_a_group_stops_scripts() {
        QuotaGroups.set("java-memory", 0, 4L << 20, 0);
        try (LuaVm vm = LuaVm.builder().memoryLimit(64L << 20).group("java-memory").build()) {
            assertThrows(QuotaException.class, () -> vm.eval("return #('x'):rep(8 << 20)"));
            assertTrue(QuotaGroups.read("java-memory").memoryPeakBytes() <= 4L << 20);
        }
        QuotaGroups.remove("java-memory");
    }

    @Test
    public void a_group_is_read_as_it_was_set() {
        QuotaGroups.set("java-read", 3, 8L << 20, 1L << 20);
        assertEquals(new QuotaGroups.Usage(3, 0, 0, 0, 8L << 20, 1L << 20, 0), QuotaGroups.read("java-read"));
        QuotaGroups.set("java-read", 0, Limit.UNLIMITED, 0);
        assertEquals(Limit.UNLIMITED, QuotaGroups.read("java-read").vmCap());
        assertEquals(Limit.UNLIMITED, QuotaGroups.read("java-read").memoryLimitBytes());
        QuotaGroups.remove("java-read");
        assertEquals(LuaVmProcess.statistics().vmCap(), QuotaGroups.read("").vmCap());
    }

    @Test
    public void a_group_in_use_is_not_removed() {
        try (LuaVm vm = LuaVm.builder().group("java-used").build()) {
            assertThrows(BusyException.class, () -> QuotaGroups.remove("java-used"));
            assertEquals(1L, vm.eval("return 1"));
        }
        QuotaGroups.remove("java-used");
    }

    @Test
    public void what_cannot_be_is_refused() {
        assertThrows(ArgumentException.class, () -> QuotaGroups.set("a b", 0, 0, 0));
        assertThrows(ArgumentException.class, () -> QuotaGroups.set("a", 65_536, 0, 0));
        assertThrows(ArgumentException.class, () -> QuotaGroups.set("a", 0, 1, 2));
        assertThrows(IllegalArgumentException.class, () -> QuotaGroups.set("a", -1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> QuotaGroups.set("a", 0, -1, 0));
        assertThrows(ArgumentException.class, () -> QuotaGroups.read("nobody"));
        assertThrows(ArgumentException.class, () -> QuotaGroups.remove("nobody"));
    }
}
