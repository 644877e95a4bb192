package tests;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.luavm.LuaTable;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public final class TablesTest extends Fixture {
    private LuaTable table(String source) {
        return (LuaTable) vm.eval(source);
    }

    @Test
    public void a_sequence_is_a_list_that_cannot_be_changed() {
        List<?> list = (List<?>) vm.eval("return {10, 'x', {true}}");
        assertEquals(List.of(10L, "x", List.of(true)), list);
        assertThrows(UnsupportedOperationException.class, list::clear);
    }

    @Test
    public void an_empty_table_is_a_table() {
        LuaTable empty = table("return {}");
        assertEquals(0, empty.size());
        assertEquals(Map.of(), empty.asMap());
        assertNull(empty.get("x"));
        assertNull(empty.get(1));
    }

    @Test
    public void keys_are_looked_up_as_in_Lua() {
        LuaTable found = table("return {'one', a = 2, [1.5] = 3, [true] = 4, [-7] = 5, [1 << 62] = 6}");
        for (Object one : new Object[] {1, 1L, 1.0, 1f, (short) 1, (byte) 1}) {
            assertEquals("one", found.get(one));
        }
        assertEquals(2L, found.get("a"));
        assertEquals(2L, found.get(new byte[] {'a'}));
        assertEquals(3L, found.get(1.5));
        assertEquals(4L, found.get(true));
        assertEquals(5L, found.get(-7));
        assertEquals(6L, found.get(0x1p62));
        assertNull(found.get(0x1p63));
        assertNull(found.get(Double.NaN));
        assertNull(found.get(2));
        assertNull(found.get(0));
        assertNull(found.get(false));
        assertNull(found.get(null));
        assertEquals(6, found.size());
        assertEquals(1, found.length());
    }

    @Test
    public void a_key_that_is_not_UTF8_is_found_by_its_bytes() {
        LuaTable found = table("return {['\\xff'] = 'here', s = '\\xfe'}");
        assertEquals("here", found.get(new byte[] {(byte) 0xFF}));
        assertNull(found.get(new byte[] {(byte) 0xFE}));
        assertArrayEquals(new byte[] {(byte) 0xFE}, found.bytes("s"));
        assertArrayEquals(new byte[] {'h', 'e', 'r', 'e'}, found.bytes(new byte[] {(byte) 0xFF}));
        assertNull(found.bytes("none"));
    }

    @Test
    public void tables_and_lists_are_keys_by_identity() {
        List<Object> found = vm.run("local t, l = {}, {1} return {[t] = 't', [l] = 'l'}, t, l, {1}").values();
        LuaTable keyed = (LuaTable) found.get(0);
        assertEquals("t", keyed.get(found.get(1)));
        assertEquals("l", keyed.get(found.get(2)));
        assertEquals(found.get(2), found.get(3));
        assertNull(keyed.get(found.get(3)));
    }

    @Test
    public void a_map_view_has_every_entry() {
        Map<Object, Object> map = table("return {7, 8, a = 1, b = 2, [true] = 3}").asMap();
        assertEquals(Map.of(1L, 7L, 2L, 8L, "a", 1L, "b", 2L, true, 3L), map);
        assertTrue(map.containsKey(2));
        assertFalse(map.containsKey(3));
        assertThrows(UnsupportedOperationException.class, () -> map.put("c", 1L));
    }

    @Test
    public void ten_thousand_keys_arrive() {
        LuaTable found = table("local t = {} for i = 1, 10000 do t['k' .. i] = i end return t");
        assertEquals(10_000, found.size());
        for (long i = 1; i <= 10_000; i++) {
            assertEquals(i, found.get("k" + i));
        }
    }

    @Test
    public void what_is_shared_stays_shared() {
        List<?> found = (List<?>) vm.eval("local a = {} return {a, a, {}}");
        assertSame(found.get(0), found.get(1));
        assertNotEquals(found.get(0), found.get(2));
        List<Object> values = vm.run("local a = {1} return a, {x = a}").values();
        assertSame(values.get(0), ((LuaTable) values.get(1)).get("x"));
    }

    @Test
    public void cycles_stay_cycles_and_can_be_shown() {
        List<?> list = (List<?>) vm.eval("local t = {1} t[2] = t return t");
        assertSame(list, list.get(1));
        assertEquals("[1, ...]", list.toString());
        LuaTable map = table("local t = {} t.self = t return t");
        assertSame(map, map.get("self"));
        assertEquals("{self=...}", map.toString());
        assertEquals("{self=...}", map.asMap().toString());
    }

    @Test
    public void a_hundred_thousand_levels_arrive_and_can_be_shown() {
        Object at = vm.eval("local t = {'end'} for i = 1, 100000 do t = {x = t} end return t");
        assertEquals("{x=".repeat(100_000) + "[end]" + "}".repeat(100_000), at.toString());
        for (int i = 0; i < 100_000; i++) {
            at = ((LuaTable) at).get("x");
        }
        assertEquals(List.of("end"), at);
        assertEquals(
            100_000 + 1,
            vm.eval("local t = {1} for i = 1, 100000 do t = {t} end return t").toString().chars()
                .filter(c -> c == '[').count());
    }

    @Test
    public void a_table_can_be_shown() {
        assertEquals(
            "[nil, {1=2, a=[<1 bytes>]}]".replace("nil", "x"),
            vm.eval("return {'x', {2, a = {'\\xff'}}}").toString());
    }
}
