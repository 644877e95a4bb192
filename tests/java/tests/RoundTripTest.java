package tests;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotSame;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.luavm.ArgumentException;
import io.luavm.LuaFunction;
import io.luavm.LuaList;
import io.luavm.LuaTable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Test;

/** Values into a VM, and out again through {@code return ...}. */
public final class RoundTripTest extends Fixture {
    private LuaFunction same;

    @Before
    public void load() {
        same = vm.load("return ...");
    }

    private Object trip(Object value) {
        return same.call(value);
    }

    private void refused(Object value, String... parts) {
        ArgumentException error = assertThrows(ArgumentException.class, () -> trip(value));
        for (String part : parts) {
            assertTrue(error.getMessage(), error.getMessage().contains(part));
        }
        assertEquals(1L, trip(1));
    }

    @Test
    public void scalars_arrive_as_they_are() {
        for (Object value : new Object[] {
            null, true, false, 0L, Long.MIN_VALUE, Long.MAX_VALUE, (1L << 53) + 1, 0.0, -0.0, 1.5, Double.MIN_VALUE,
            Double.POSITIVE_INFINITY, Double.NaN, "", "grüße \0 \uD83D\uDE00"
        }) {
            assertEquals(value, trip(value));
        }
        assertEquals(Arrays.asList(1L, null, "x", null), same.run(1, null, "x", null).values());
        assertEquals(List.of(), same.run().values());
    }

    @Test
    public void integers_and_doubles_stay_apart() {
        LuaFunction type = vm.load("return math.type(...)");
        assertEquals("integer", type.call(1));
        assertEquals("float", type.call(1.0));
        assertEquals("float", type.call(1f));
        assertEquals("integer", type.call(BigInteger.ONE));
    }

    @Test
    public void every_kind_of_number_and_text_is_taken() {
        assertEquals(1L, trip((byte) 1));
        assertEquals(1L, trip((short) 1));
        assertEquals(1L, trip(1));
        assertEquals(0.5, trip(0.5f));
        assertEquals(Long.MIN_VALUE, trip(BigInteger.valueOf(Long.MIN_VALUE)));
        assertEquals("ab", trip(new StringBuilder("ab")));
        assertEquals("ab", trip(new byte[] {'a', 'b'}));
        assertArrayEquals(new byte[] {(byte) 0xFF, 0}, (byte[]) trip(new byte[] {(byte) 0xFF, 0}));
    }

    @Test
    public void lists_maps_and_arrays_become_tables() {
        assertEquals(List.of(1L, "x", List.of(true)), trip(List.of(1, "x", List.of(true))));
        assertEquals(List.of("a", "b"), trip(new String[] {"a", "b"}));
        assertEquals(List.of("a"), trip(java.util.Set.of("a")));
        Map<Object, Object> map = new HashMap<>(Map.of("a", 1L, 2.5, "x", true, List.of(0L)));
        LuaTable table = (LuaTable) trip(map);
        assertEquals(map, table.asMap());
        map.put("none", null);
        assertEquals(3, ((LuaTable) trip(map)).size());
        assertEquals(List.of("x", "y"), trip(Map.of(1, "x", 2, "y")));
        assertEquals(0, ((LuaTable) trip(List.of())).size());
    }

    @Test
    public void null_in_a_list_is_a_hole() {
        LuaTable table = (LuaTable) trip(Arrays.asList(1, null, 3));
        assertEquals(1L, table.get(1));
        assertNull(table.get(2));
        assertEquals(3L, table.get(3));
    }

    @Test
    public void of_equal_keys_the_last_one_counts() {
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put(1, "integer");
        map.put(1.0, "float");
        map.put("1", "text");
        LuaTable table = (LuaTable) trip(map);
        assertEquals("float", table.get(1));
        assertEquals("text", table.get("1"));
    }

    @Test
    public void arrays_of_numbers_go_both_ways_in_bulk() {
        long[] integers = new long[100_000];
        double[] numbers = new double[100_000];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = (long) i * i - 7;
            numbers[i] = i / 3.0;
        }
        assertArrayEquals(integers, ((LuaList) trip(integers)).toLongArray());
        assertArrayEquals(numbers, ((LuaList) trip(numbers)).toDoubleArray(), 0);
        assertEquals(List.of(1L, 2L), trip(new int[] {1, 2}));
        assertEquals(List.of(0.5, 2.0), trip(new float[] {0.5f, 2}));
        assertEquals(0, ((LuaTable) trip(new long[0])).size());
        LuaList mixed = (LuaList) vm.eval("local t = {} for i = 1, 20 do t[i] = i end t[20] = 2.5 return t");
        assertEquals(2.5, mixed.toDoubleArray()[19], 0);
        assertThrows(ClassCastException.class, mixed::toLongArray);
        LuaList out = (LuaList) vm.eval("local t = {} for i = 1, 20 do t[i] = i end return t");
        assertEquals(20, out.toLongArray()[19]);
        assertEquals(20.0, out.toDoubleArray()[19], 0);
        assertEquals(out, trip(out));
        LuaTable more = (LuaTable) vm.eval("local t = {x = 1} for i = 1, 20 do t[i] = i end return t");
        assertEquals(20L, more.get(20));
        assertEquals(more.asMap(), ((LuaTable) trip(more)).asMap());
    }

    @Test
    public void what_is_shared_stays_shared() {
        List<Object> inner = new ArrayList<>(List.of(1));
        LuaList found = (LuaList) trip(List.of(inner, inner, new ArrayList<>(List.of(1))));
        assertSame(found.get(0), found.get(1));
        assertNotSame(found.get(0), found.get(2));
        List<Object> values = same.run(inner, Map.of("x", inner)).values();
        assertSame(values.get(0), ((LuaTable) values.get(1)).get("x"));
    }

    @Test
    public void cycles_stay_cycles() {
        List<Object> list = new ArrayList<>();
        Map<Object, Object> map = new HashMap<>();
        list.add(map);
        map.put("list", list);
        map.put("self", map);
        LuaList found = (LuaList) trip(list);
        LuaTable inner = (LuaTable) found.get(0);
        assertSame(found, inner.get("list"));
        assertSame(inner, inner.get("self"));
        LuaList again = (LuaList) trip(found);
        assertSame(again, ((LuaTable) again.get(0)).get("list"));
    }

    @Test
    public void ten_thousand_levels_go_in_and_out() {
        Object deep = "end";
        for (int i = 0; i < 10_000; i++) {
            deep = i % 2 == 0 ? List.of(deep) : Map.of("x", deep);
        }
        Object at = trip(deep);
        for (int i = 9_999; i >= 0; i--) {
            at = i % 2 == 0 ? ((List<?>) at).get(0) : ((LuaTable) at).get("x");
        }
        assertEquals("end", at);
    }

    @Test
    public void a_table_may_be_a_key() {
        List<Object> key = new ArrayList<>(List.of(1));
        List<Object> values = same.run(Map.of(key, "here"), key).values();
        assertEquals("here", ((LuaTable) values.get(0)).get(values.get(1)));
    }

    @Test
    public void what_has_no_form_is_refused_by_its_place() {
        refused(new Date(), "argument 1 is a java.util.Date");
        refused(Map.of("tags", List.of(1, 2, new Object())), "argument 1.tags[3] is a java.lang.Object");
        refused(Map.of("a b", List.of('x')), "argument 1[\"a b\"][1] is a java.lang.Character");
        refused(BigInteger.ONE.shiftLeft(63), "argument 1", "outside of 64 bits");
        refused("half \uD800", "argument 1", "surrogate");
        Map<Object, Object> none = new HashMap<>();
        none.put(null, 1);
        refused(List.of(none), "argument 1[1]", "null as its key");
        refused(Map.of(Double.NaN, 1), "argument 1", "NaN as its key");
        refused(List.of(new short[1]), "argument 1[1] is a [S");
    }

    @Test
    public void a_long_path_shows_its_end() {
        Object deep = new Date();
        for (int i = 0; i < 1000; i++) {
            deep = Map.of("level", deep);
        }
        refused(deep, "argument 1...", ".level.level is a java.util.Date");
    }

    @Test
    public void more_arguments_than_allowed_are_refused() {
        assertEquals(10_000, same.run(new Object[10_000]).values().size());
        assertThrows(ArgumentException.class, () -> same.run(new Object[10_001]));
        assertFalse(vm.isClosed());
    }

    @Test
    public void a_value_over_the_limit_of_memory_is_that() {
        assertThrows(io.luavm.MemoryLimitException.class, () -> trip(new byte[65 << 20]));
        assertEquals(1L, trip(1));
    }
}
