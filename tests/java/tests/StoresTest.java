package tests;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.luavm.*;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** Stores of the host's, alone and with policies. */
public final class StoresTest {
    @Test
    public void values_come_out_as_they_went_in() {
        try (LuaStore store = new LuaStore("memory:")) {
            for (Object key : new Object[] {true, 7L, -1.5, "", "key"}) {
                for (Object value : new Object[] {false, -5L, 0.5, "", "text é", List.of(1L, "b", 2.5)}) {
                    store.put(key, value);
                    assertEquals(value, store.get(key));
                }
            }
            assertEquals(5, store.statistics().keyCount());
            assertTrue(store.delete(7));
            assertFalse(store.delete(7));
            store.put("key", null);
            assertNull(store.get("key"));
        }
    }

    @Test
    public void entries_are_put_all_or_none() {
        Map<String, Integer> entries = new LinkedHashMap<>();
        entries.put("a", 2);
        entries.put("b", 3);
        entries.put("c", 4);
        try (LuaStore store = new LuaStore("memory:", new LuaStoreOptions().keyCap(2).byteCap(Limit.UNLIMITED))) {
            store.put("a", 1);
            assertThrows(QuotaException.class, () -> store.putAll(entries));
            assertEquals(List.of(Map.entry("a", 1L)), store.list(null, 10));
            assertEquals(Limit.UNLIMITED, store.statistics().byteCap());
        }
    }

    @Test
    public void a_list_goes_on_behind_a_key() {
        Map<Integer, Integer> entries = new LinkedHashMap<>();
        for (int i = 0; i < 250; i++) {
            entries.put(i, i * i);
        }
        try (LuaStore store = new LuaStore("memory:")) {
            store.putAll(entries);
            List<Object> keys = new ArrayList<>();
            for (List<Map.Entry<Object, Object>> page = store.list(null, 100); !page.isEmpty();
                page = store.list(page.get(page.size() - 1).getKey(), 100)) {
                page.forEach(entry -> keys.add(entry.getKey()));
            }
            assertEquals(250, keys.size());
            assertEquals(249L, keys.get(249));
            assertThrows(ArgumentException.class, () -> store.list(null, 0));
        }
    }

    @Test
    public void what_is_no_plain_data_is_refused() {
        try (LuaStore store = new LuaStore("memory:"); LuaVm vm = LuaVm.builder().build()) {
            assertThrows(ArgumentException.class, () -> store.put("a", new Object()));
            assertThrows(ArgumentException.class, () -> store.put("a", vm.load("return 1")));
            assertThrows(ArgumentException.class, () -> store.put(null, 1));
            assertThrows(ArgumentException.class, () -> store.put(Double.NaN, 1));
            assertEquals(0, store.statistics().keyCount());
        }
    }

    @Test
    public void a_document_brings_it_over() {
        try (LuaStore one = new LuaStore("memory:"); LuaStore other = new LuaStore("memory:")) {
            one.put("a", List.of(1L, "b"));
            one.put(2, 0.5, Duration.ofMinutes(1));
            byte[] document = one.export();
            assertTrue(new String(document, StandardCharsets.UTF_8).startsWith("{\"luavm_store\":1"));
            assertEquals(2, other.importAll(document));
            assertArrayEquals(document, other.export());
            LuaSyntaxException error = assertThrows(LuaSyntaxException.class,
                () -> other.importAll(Arrays.copyOf(document, document.length - 3)));
            assertTrue(error.getMessage(), error.getMessage().contains("line 4"));
        }
    }

    @Test
    public void scripts_have_the_store_that_their_policy_was_given() {
        LuaStore store = new LuaStore("memory:");
        store.put("greeting", "hello");
        try (LuaPolicy policy = new LuaPolicy("{\"version\": 1}").store("shared", store);
            LuaVm vm = LuaVm.builder().policy(policy).build()) {
            assertEquals("hello", vm.eval("local s = store.open('shared') s.n = 1 return s.greeting"));
            assertEquals(1L, store.get("n"));
            store.close();
            store.close();
            assertEquals(1L, vm.eval("return store.open('shared').n"));
            assertThrows(ClosedException.class, () -> store.get("n"));
            assertThrows(ClosedException.class, () -> policy.store("shared", store));
        }
    }

    @Test
    public void what_cannot_be_opened_says_why() {
        assertThrows(ArgumentException.class, () -> new LuaStore("nowhere:"));
        ArgumentException error = assertThrows(
            ArgumentException.class, () -> new LuaStore("memory:", new LuaStoreOptions().table("a b")));
        assertTrue(error.getMessage(), error.getMessage().contains("table"));
    }
}
