namespace LuaVm.Redis;

/// <summary>
/// What is run on the server, each in one step that nobody sees halves of. docs/stores.md has the layout. A table is
/// four keys of one slot: KEYS[1], a hash of the values; [2], a sorted set of the keys in their order; [3], one of the
/// keys that expire, by time, and of '' so that it is there while a slot moves; [4], a hash of what is known of the
/// table. The server's clock alone decides what is over.
/// </summary>
internal static class RedisScripts
{
    /// <summary>What <see cref="Apply"/> answers first.</summary>
    internal const int Done = 0, Conflict = 1, KeyCap = 2, ByteCap = 3;

    /// <summary>The version of the layout.</summary>
    internal const string Format = "1";

    private const string Head = """
        local values, order, times, about = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local known = redis.call('HMGET', about, 'format', 'bytes', 'epoch', 'writes')
        if known[1] and known[1] ~= '1' then
          return redis.error_reply('LUAVM the table is in format ' .. known[1] .. ', this library knows 1')
        end
        local count, bytes = redis.call('HLEN', values), tonumber(known[2] or '0')
        if not known[1] and count > 0 or not bytes or bytes < 0 then
          return redis.error_reply('LUAVM the table is damaged: what is known of it is gone; put it back, or delete all')
        end
        if count ~= redis.call('ZCARD', order) or known[1] and redis.call('ZCARD', times) == 0 then
          return redis.error_reply('LUAVM the table is damaged: one of its keys on the server is gone; put it back, or delete all')
        end
        local version = known[1] and known[3] .. ':' .. known[4] or 'none'

        """;

    /// <summary>(): the version, for <see cref="Apply"/>.</summary>
    internal static RedisScript Begin { get; } = new(Head + """
        return version
        """, writes: false);

    /// <summary>(key): nothing, or value and time.</summary>
    internal static RedisScript Get { get; } = new("""
        local value = redis.call('HGET', KEYS[1], ARGV[1])
        if not value then
          if redis.call('ZSCORE', KEYS[2], ARGV[1]) then
            return redis.error_reply('LUAVM the table is damaged: a key has no value')
          end
          return {}
        end
        local ends = redis.call('ZSCORE', KEYS[3], ARGV[1])
        if not ends then return {value, '0'} end
        local time = redis.call('TIME')
        if tonumber(ends) <= time[1] * 1000 + math.floor(time[2] / 1000) then return {} end
        return {value, ends}
        """, writes: false);

    /// <summary>(after, count, bytes): keys, values and times in turn.</summary>
    internal static RedisScript Next { get; } = new(Head + """
        local from = ARGV[1] == '' and '-' or '(' .. ARGV[1]
        local left, room = tonumber(ARGV[2]), tonumber(ARGV[3])
        local timed = redis.call('ZCARD', times) > 1
        local found = {}
        while left > 0 and room > 0 do
          local page = redis.call('ZRANGEBYLEX', order, from, '+', 'LIMIT', 0, math.min(left, 100))
          if #page == 0 then break end
          for _, key in ipairs(page) do
            local ends = timed and redis.call('ZSCORE', times, key) or '0'
            if ends == '0' or tonumber(ends) > now then
              local value = redis.call('HGET', values, key)
              if not value then return redis.error_reply('LUAVM the table is damaged: a key has no value') end
              found[#found + 1], found[#found + 2], found[#found + 3] = key, value, ends
              left, room = left - 1, room - #key - #value
              if left == 0 or room <= 0 then break end
            end
          end
          from = '(' .. page[#page]
        end
        return found
        """, writes: false);

    /// <summary>(): number of keys, and bytes.</summary>
    internal static RedisScript Size { get; } = new(Head + """
        local over = redis.call('ZRANGEBYSCORE', times, '-inf', now)
        for _, key in ipairs(over) do
          bytes = bytes - #key - redis.call('HSTRLEN', values, key)
        end
        return {count - #over, string.format('%.0f', bytes)}
        """, writes: false);

    /// <summary>
    /// (version or '', most keys, most bytes, '1' to delete everything first, an epoch for a new table, then for each
    /// write: key, time or 'd' to delete, value): how it went, and how many keys were there.
    /// </summary>
    internal static RedisScript Apply { get; } = new(Head + """
        if ARGV[1] ~= '' and ARGV[1] ~= version then return {1} end
        repeat
          local over = redis.call('ZRANGEBYSCORE', times, '-inf', now, 'LIMIT', 0, 1000)
          for _, key in ipairs(over) do
            bytes = bytes - #key - redis.call('HSTRLEN', values, key)
            count = count - redis.call('HDEL', values, key)
            redis.call('ZREM', order, key)
            redis.call('ZREM', times, key)
          end
        until #over == 0
        -- Not where nothing has gone: a server without memory left refuses a script whose first write needs some, and
        -- would refuse to delete.
        if tonumber(known[2] or '0') ~= bytes then
          redis.call('HSET', about, 'bytes', string.format('%.0f', bytes))
        end

        local clear, met = ARGV[4] == '1', 0
        local count_after, bytes_after = count, bytes
        if clear then count_after, bytes_after = 0, 0 end
        local sizes = {}
        for i = 6, #ARGV, 3 do
          local key = ARGV[i]
          local old = sizes[key]
          if not old then
            old = clear and -1 or redis.call('HSTRLEN', values, key)
            if old == 0 and redis.call('HEXISTS', values, key) == 0 then old = -1 end
          end
          local new = #ARGV[i + 2]
          if ARGV[i + 1] == 'd' or ARGV[i + 1] ~= '0' and tonumber(ARGV[i + 1]) <= now then new = -1 end
          sizes[key] = new
          if old >= 0 then met, count_after, bytes_after = met + 1, count_after - 1, bytes_after - #key - old end
          if new >= 0 then count_after, bytes_after = count_after + 1, bytes_after + #key + new end
        end
        if count_after > tonumber(ARGV[2]) and count_after > count then return {2} end
        if bytes_after > tonumber(ARGV[3]) and bytes_after > bytes then return {3} end

        if clear then redis.call('UNLINK', values, order, times) end
        if not known[1] then
          redis.call('HSET', about, 'format', '1', 'epoch', ARGV[5], 'writes', '0')
        end
        if clear or not known[1] then redis.call('ZADD', times, '+inf', '') end
        local timed = redis.call('ZCARD', times) > 1
        for i = 6, #ARGV, 3 do
          local key, ends = ARGV[i], ARGV[i + 1]
          if ends == 'd' or ends ~= '0' and tonumber(ends) <= now then
            redis.call('HDEL', values, key)
            redis.call('ZREM', order, key)
            redis.call('ZREM', times, key)
          else
            if redis.call('HSET', values, key, ARGV[i + 2]) == 1 then redis.call('ZADD', order, 0, key) end
            if ends ~= '0' then
              redis.call('ZADD', times, ends, key)
              timed = true
            elseif timed then
              redis.call('ZREM', times, key)
            end
          end
        end
        redis.call('HSET', about, 'bytes', string.format('%.0f', bytes_after))
        redis.call('HINCRBY', about, 'writes', 1)
        return {0, met}
        """, writes: true);
}
