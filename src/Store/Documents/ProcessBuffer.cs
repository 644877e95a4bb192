using System.Buffers;
using System.Runtime.InteropServices;
using LuaVm.Core;

namespace LuaVm.Store.Documents;

/// <summary>
/// Bytes that grow for a host, charged to the process while they are here, outside the managed heap. Not for several threads
/// at once.
/// </summary>
internal sealed unsafe class ProcessBuffer : MemoryManager<byte>, IBufferWriter<byte>
{
    private const long First = 4_096;

    private byte* _data;
    private long _capacity;

    public int Length { get; private set; }

    public byte* Data => _data;

    /// <summary>What has been written. Valid until more is.</summary>
    public ReadOnlySpan<byte> Written => new(_data, Length);

    /// <summary>Room for exactly so many bytes in all, which moves what is there. Throws <see cref="LuaFault"/> (Quota).</summary>
    public byte* Take(long bytes)
    {
        if (bytes > _capacity) Resize(bytes);
        return _data;
    }

    public void Append(byte value)
    {
        GetSpan(1)[0] = value;
        Length++;
    }

    public void Advance(int count) => Length += count;

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return new Span<byte>(_data + Length, (int)(_capacity - Length));
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return CreateMemory(Length, (int)(_capacity - Length));
    }

    public override Span<byte> GetSpan() => new(_data, (int)_capacity);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_data + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        NativeMemory.Free(_data);
        VmProcess.Discharge(_capacity);
        _data = null;
        _capacity = Length = 0;
    }

    private void Reserve(int count)
    {
        if (count <= _capacity - Length) return;
        var needed = (long)Length + count;
        if (needed > int.MaxValue) throw new LuaFault(Status.Quota, "more than 2 GiB in one piece; list the entries instead");
        Resize(Math.Max(needed, Math.Min(Math.Max(_capacity * 2, First), int.MaxValue)));
    }

    private void Resize(long capacity)
    {
        if (!VmProcess.Charge(capacity - _capacity))
            throw new LuaFault(Status.Quota, "the process's memory quota leaves no room for it; raise it (luavm_configure)");
        try
        {
            _data = (byte*)NativeMemory.Realloc(_data, (nuint)capacity);
        }
        catch (OutOfMemoryException)
        {
            VmProcess.Discharge(capacity - _capacity);
            throw;
        }
        _capacity = capacity;
    }
}
