using System.Runtime.CompilerServices;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>A call of a host function: what the script gave, and where the answer goes.</summary>
/// <remarks>Values and spans of it are views that end with the call: reading a value afterwards is
/// <see cref="ObjectDisposedException"/>, spans are not checked. Without an answer the function returns nothing.
/// </remarks>
public readonly unsafe ref struct LuaCall
{
    private readonly ref CallState state;

    internal LuaCall(ref CallState state) => this.state = ref state;

    /// <summary>The VM that calls. The function may use it, as part of the same run.</summary>
    public Vm Vm => state.Core.Vm;

    /// <summary>The token of the run; none, where it has none.</summary>
    public CancellationToken CancellationToken => state.Core.Token;

    /// <summary>How many arguments there are.</summary>
    public int Count => (int)state.Call->argument_count;

    /// <summary>An argument, from 0; nil where there is none.</summary>
    /// <param name="index">From 0.</param>
    public LuaValue this[int index]
    {
        get
        {
            var value = Raw(index);
            return value.type <= (int)LuaType.Number
                ? new LuaValue(null, value)
                : new LuaValue(state.Frame ??= new CallFrame(state.Core), value);
        }
    }

    /// <summary>An argument as a type of .NET.</summary>
    /// <param name="index">From 0.</param>
    /// <exception cref="ArgumentException">It is no such type; uncaught in the function, an error of the script.
    /// </exception>
    public T? Get<T>(int index) =>
        TryGet<T>(index, out var value) ? value : throw new ArgumentException(Mismatch<T>(index));

    /// <summary>An argument as a type of .NET, if it is one.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="value">The default where this is false.</param>
    public bool TryGet<T>(int index, out T? value) => this[index].TryAs(out value);

    /// <summary>The bytes of an argument that is a string: a view.</summary>
    /// <param name="index">From 0.</param>
    /// <exception cref="ArgumentException">It is no string.</exception>
    public ReadOnlySpan<byte> Bytes(int index)
    {
        var value = Raw(index);
        return value.type == (int)LuaType.String ? Text.Span(*value.@as.bytes)
            : throw new ArgumentException(Mismatch<string>(index));
    }

    /// <summary>Answers with one value, or with the several of a tuple.</summary>
    /// <param name="value">See <see cref="LuaValue.From"/>.</param>
    public void Return<T>(T value)
    {
        if (typeof(T) == typeof(long)) Scalar(Client.Scalar.Of((long)(object)value!));
        else if (typeof(T) == typeof(double)) Scalar(Client.Scalar.Of((double)(object)value!));
        else if (typeof(T) == typeof(bool)) Scalar(Client.Scalar.Of((bool)(object)value!));
        else if (typeof(T) == typeof(int)) Scalar(Client.Scalar.Of((int)(object)value!));
        else if (value is ITuple several) Write(Pending.Values(several));
        else Write([LuaValue.From(value)]);
    }

    /// <summary>Answers with values.</summary>
    /// <param name="values">In order.</param>
    public void Return(params ReadOnlySpan<LuaValue> values) => Write(values);

    /// <summary>Answers with values.</summary>
    /// <param name="values">In order.</param>
    public void Return(LuaValue[] values) => Write(values);

    /// <summary>Answers with a string of these bytes.</summary>
    /// <param name="bytes">Copied.</param>
    public void Return(ReadOnlySpan<byte> bytes)
    {
        using var writer = ValueWriter.Take(state.Core, state.Reply, "result #");
        Scalar(writer.Bytes(bytes));
    }

    /// <summary>Raises a value as an error, as it is.</summary>
    /// <param name="error">A string, a table, a host object.</param>
    public void Throw(LuaValue error)
    {
        Write([error]);
        state.Status = luavm_status.LUAVM_RUNTIME;
    }

    /// <summary>Answers later: with what the task gives.</summary>
    /// <param name="task">See <see cref="HostFunction.OfAsync{TResult}(Func{Task{TResult}})"/>.</param>
    public void Await<T>(Task<T> task)
    {
        if (MayWait()) Await(new Pending<T>(task));
    }

    /// <inheritdoc cref="Await{T}(Task{T})"/>
    public void Await(Task task)
    {
        if (MayWait()) Await(new Pending(task));
    }

    /// <summary>Answers later, through <see cref="LuaRun.Resume"/>; the arguments are what the run shows meanwhile.
    /// </summary>
    public void Pend()
    {
        if (!MayWait()) return;
        var values = new LuaValue[Count];
        for (var i = 0; i < values.Length; i++) values[i] = this[i];
        Write(values);
        state.Core.Run!.Awaited = null;
        state.Status = luavm_status.LUAVM_PENDING;
    }

    /// <summary>The next parameter of a typed function; false where the script gave something else, which is answered.
    /// </summary>
    internal bool Read<T>(ref int next, out T value)
    {
        if (typeof(T) == typeof(Vm) || typeof(T) == typeof(CancellationToken))
        {
            value = (T)(typeof(T) == typeof(Vm) ? Vm : (object)CancellationToken);
            return true;
        }
        var raw = Raw(next);
        if (typeof(T) == typeof(long) && raw.type == (int)LuaType.Integer)
        {
            value = (T)(object)raw.@as.integer;
            next++;
            return true;
        }
        if (typeof(T) == typeof(double) && raw.type == (int)LuaType.Number)
        {
            value = (T)(object)raw.@as.number;
            next++;
            return true;
        }
        // An object of the host's is here without a view of the call.
        if (raw.type == (int)LuaType.Userdata && typeof(T) != typeof(object) && state.Core.Objects.Find(raw) is T host)
        {
            value = host;
            next++;
            return true;
        }
        // null is for parameters that say so: a host function that wants a string shall not be handed none.
        var absent = raw.type == (int)LuaType.Nil && typeof(T) != typeof(object) && typeof(T) != typeof(LuaValue)
            && Nullable.GetUnderlyingType(typeof(T)) == null;
        T? converted = default;
        var read = !absent && TryGet(next, out converted);
        value = converted!;
        if (!read) state.Status = HostErrors.Raise(Mismatch<T>(next), state.Reply);
        next++;
        return read;
    }

    /// <summary>True where the run can wait for an answer; else the script gets an error.</summary>
    internal bool MayWait()
    {
        if (state.Core.Run != null) return true;
        state.Status = HostErrors.Raise($"'{state.Name}' answers later: the host must run this script with EvalAsync, "
            + "CallAsync or Start", state.Reply);
        return false;
    }

    private void Await(Pending pending)
    {
        state.Core.Run!.Awaited = pending;
        state.Reply->value_count = 0;
        state.Status = luavm_status.LUAVM_PENDING;
    }

    private luavm_value Raw(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return index < Count ? state.Call->arguments[index] : default;
    }

    private void Scalar(luavm_value value)
    {
        state.Reply->values = state.Room;
        *state.Room = value;
        state.Reply->value_count = 1;
    }

    private void Write(ReadOnlySpan<LuaValue> values)
    {
        using var writer = ValueWriter.Take(state.Core, state.Reply, "result #");
        try
        {
            if (values.Length <= state.Reply->value_room) writer.WriteAll(values, state.Reply->values = state.Room);
            else state.Reply->values = writer.WriteAll(values);
            state.Reply->value_count = (nuint)values.Length;
        }
        catch
        {
            writer.Abandon();
            throw;
        }
    }

    private string Mismatch<T>(int index) =>
        $"bad argument #{index + 1} to '{state.Name}' ({ValueForms.Expected<T>()} expected, got "
        + $"{(index < Count ? Client.Scalar.NameOf(Raw(index)) : "no value")})";
}
