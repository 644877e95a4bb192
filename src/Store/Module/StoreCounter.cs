using LuaVm.Core;
using LuaVm.Interop;
using LuaVm.Store.Encoding;

namespace LuaVm.Store.Module;

/// <summary>Adds to a number that others may add to at the same time.</summary>
internal static class StoreCounter
{
    /// <summary>In a transaction of its own, again where others were quicker.</summary>
    public static LuaValue Add(StoreObject store, byte[] key, in LuaValue by)
    {
        _ = store.View(); // closed?
        var session = store.Session;
        for (var attempt = 1; ; attempt++)
        {
            if (attempt > 1) session.Yield(attempt);
            using var transaction = session.WaitOrDispose(store.Table.Backend.Begin(session.Abort.Token));
            try
            {
                var sum = Add(store, transaction, key, by);
                session.Wait(transaction.Commit(session.Abort.Token));
                return sum;
            }
            catch (StoreConflict conflict)
            {
                if (attempt == StoreSession.Attempts) throw new LuaFault(Status.Runtime, conflict.Message);
            }
        }
    }

    /// <summary>In one that has begun.</summary>
    public static LuaValue Add(StoreObject store, IStoreView view, byte[] key, in LuaValue by)
    {
        var session = store.Session;
        session.Host.Spend(1);
        var found = session.Wait(view.Get(key, session.Abort.Token));
        var sum = Sum(Read(found.Bytes), by);
        var value = session.Encode(sum, store.Table.Options.ValueBytes);
        session.Scope?.Charge(view, key.Length + value.Length + Local.MemoryBackend.EntryBytes);
        session.Version++;
        session.Wait(view.Apply(new[] { new StoreWrite(key, value, found.Expires) }, session.Abort.Token));
        return sum;
    }

    private static LuaValue Read(byte[]? value) =>
        value is null ? new LuaValue { Type = LuaType.Integer } : Read(new ReadOnlySpan<byte>(value));

    /// <summary>The number that an encoded value is. Throws <see cref="LuaFault"/>.</summary>
    public static LuaValue Read(ReadOnlySpan<byte> value)
    {
        if (ValueReader.TryReadScalar(value, out var number, out _) && number.Type is LuaType.Integer or LuaType.Number)
            return number;
        throw NoNumber();
    }

    public static LuaFault NoNumber() => new(Status.Runtime, "what is there is no number");

    /// <summary>Throws <see cref="LuaFault"/>.</summary>
    public static LuaValue Sum(in LuaValue one, in LuaValue other)
    {
        if (one.Type == LuaType.Number || other.Type == LuaType.Number)
            return new LuaValue { Type = LuaType.Number, Number = Double(one) + Double(other) };
        var sum = (Int128)one.Integer + other.Integer;
        if (sum < long.MinValue || sum > long.MaxValue)
            throw new LuaFault(Status.Runtime, "the sum is beyond the integers");
        return new LuaValue { Type = LuaType.Integer, Integer = (long)sum };
    }

    private static double Double(in LuaValue value) => value.Type == LuaType.Number ? value.Number : value.Integer;
}
