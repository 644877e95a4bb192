using System.Buffers;
using LuaVm.Core;

namespace LuaVm.Exports.Network;

/// <summary>Bytes that grow outside the managed heap and are charged to the process while they do.</summary>
internal sealed unsafe class LedgerBuffer : IBufferWriter<byte>
{
    private const int First = 4 << 10;

    /// <summary>Room up to this is kept for what comes next.</summary>
    private const int Kept = 64 << 10;

    private byte* _data;
    private int _capacity;
    private int _length;

    internal ReadOnlySpan<byte> Written => new(_data, _length);

    public void Advance(int count) => _length += count;

    /// <summary>Throws <see cref="LuaFault"/> (memory).</summary>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        var needed = (long)_length + Math.Max(sizeHint, 1);
        if (needed > _capacity) Resize(Math.Max(needed, Math.Min(Math.Max(_capacity * 2L, First), int.MaxValue)));
        return new Span<byte>(_data + _length, _capacity - _length);
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => throw new NotSupportedException();

    internal void Clear()
    {
        _length = 0;
        if (_capacity > Kept) Free();
    }

    internal void Free()
    {
        System.Runtime.InteropServices.NativeMemory.Free(_data);
        VmProcess.Discharge(_capacity);
        _data = null;
        _capacity = _length = 0;
    }

    private void Resize(long capacity)
    {
        if (capacity > int.MaxValue || !VmProcess.Charge(capacity - _capacity))
            throw new LuaFault(Status.Memory, $"a message of more than {Quantity.Bytes((ulong)_length)} does not fit into the memory quota of the process");
        try
        {
            _data = (byte*)System.Runtime.InteropServices.NativeMemory.Realloc(_data, (nuint)capacity);
        }
        catch (OutOfMemoryException)
        {
            VmProcess.Discharge(capacity - _capacity);
            throw;
        }
        _capacity = (int)capacity;
    }
}
