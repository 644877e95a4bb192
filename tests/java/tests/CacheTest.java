package tests;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.luavm.*;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** The cache of the process, as a tenant of this program has it. */
public final class CacheTest {
    private final LuaCache cache = new LuaCache("tests of Java");
    private LuaVmProcess.Statistics before;

    @Before
    public void remember() {
        before = LuaVmProcess.statistics();
    }

    @After
    public void clear() {
        cache.clear();
        cache.share(Limit.UNLIMITED);
        LuaVmProcess.Statistics now = LuaVmProcess.statistics();
        assertEquals(before.blockCount(), now.blockCount());
        assertEquals(before.cacheHeldBytes(), now.cacheHeldBytes());
    }

    @Test
    public void what_is_put_is_got() {
        for (Object value : new Object[] {true, -5L, 0.5, "", "text é", List.of(1L, "b", List.of(2.5))}) {
            cache.put("k", value);
            assertEquals(value, cache.get("k"));
        }
        byte[] bytes = {(byte) 0xff, 0};
        cache.put("k", bytes);
        assertArrayEquals(bytes, (byte[]) cache.get("k"));
        cache.put("k", Map.of("words", List.of("one", "two")), Duration.ofHours(1));
        assertEquals(List.of("one", "two"), ((LuaTable) cache.get("k")).get("words"));
        cache.put("k", null);
        assertNull(cache.get("k"));
    }

    @Test
    public void it_is_deleted_once() {
        cache.put("k", 1);
        assertTrue(cache.delete("k"));
        assertFalse(cache.delete("k"));
        assertNull(cache.get("k"));
    }

    @Test
    public void a_time_that_is_over_is_as_if_it_had_not_been_put() {
        cache.put("k", 1, Duration.ofNanos(1));
        while (cache.get("k") != null) {
            Thread.onSpinWait();
        }
        assertThrows(IllegalArgumentException.class, () -> cache.put("k", 1, Duration.ZERO));
    }

    @Test
    public void a_share_is_kept_and_every_byte_counted() {
        long hits = cache.statistics().hitCount();
        cache.share(2_000);
        for (int i = 10; i < 60; i++) {
            cache.put(Integer.toString(i), 1);
        }
        LuaCacheStatistics now = cache.statistics();
        assertEquals(10, now.entryCount());
        assertEquals(10 * (192 + 2 + 2), now.byteCount());
        assertEquals(2_000, now.capacityBytes());
        assertEquals(now.byteCount(), LuaVmProcess.statistics().cacheHeldBytes() - before.cacheHeldBytes());
        assertTrue(LuaCache.total().byteCount() >= now.byteCount());
        assertNull(cache.get("10"));
        assertEquals(1L, cache.get("59"));
        assertEquals(hits + 1, cache.statistics().hitCount());
        assertTrue(cache.statistics().missCount() > 0 && cache.statistics().evictionCount() >= 40);
        QuotaException error = assertThrows(QuotaException.class, () -> cache.put("k", "x".repeat(3_000)));
        assertTrue(error.getMessage(), error.getMessage().contains("2,000"));
    }

    @Test
    public void scripts_of_the_tenant_have_the_same_keys() {
        try (LuaPolicy policy = new LuaPolicy("{\"version\": 1, \"cache\": {\"tenant\": \"tests of Java\"}}");
            LuaVm vm = LuaVm.builder().policy(policy).build()) {
            cache.put("from host", 1);
            assertEquals(2L, vm.eval("cache.incr('from host') return cache.get('from host')"));
            assertEquals(2L, cache.get("from host"));
            assertNull(new LuaCache("others of Java").get("from host"));
        }
    }

    @Test
    public void what_is_no_plain_data_and_no_key_is_refused() {
        try (LuaVm vm = LuaVm.builder().build()) {
            assertThrows(ArgumentException.class, () -> cache.put("k", vm.load("return 1")));
            assertThrows(ArgumentException.class, () -> cache.put("k", new Object()));
        }
        for (String key : new String[] {"", "k".repeat(1_025)}) {
            assertThrows(ArgumentException.class, () -> cache.put(key, 1));
            assertThrows(ArgumentException.class, () -> cache.get(key));
            assertThrows(ArgumentException.class, () -> cache.delete(key));
        }
        assertThrows(ArgumentException.class, () -> new LuaCache(""));
        assertThrows(ArgumentException.class, () -> new LuaCache("t".repeat(257)));
        assertThrows(IllegalArgumentException.class, () -> cache.share(0));
        assertEquals(0, cache.statistics().entryCount());
    }

    @Test
    public void where_there_is_no_memory_it_has_what_it_had_or_nothing() {
        for (long nth = 1;; nth++) {
            cache.put("k", "old");
            String value = "new".repeat(1_000);
            LuaVmProcess.failAllocations(nth, false);
            try {
                cache.put("k", value);
                cache.get("k");
            } catch (MemoryLimitException | QuotaException noMemory) {
                assertFalse(noMemory.getMessage().isEmpty());
            }
            long requests = LuaVmProcess.failAllocations(0, false);
            Object left = cache.get("k");
            assertTrue(left == null || left.equals("old") || left.equals(value));
            if (requests < nth) {
                assertEquals(value, left);
                return;
            }
        }
    }
}
