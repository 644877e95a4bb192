using System.Buffers;
using System.Runtime.InteropServices;

namespace LuaVm.Core.Services;

/// <summary>
/// Bytes that grow for a script, charged to its VM while they do. They lie outside the managed heap, so that they go when
/// they are given back and not at some collection. Used on the thread that runs the VM.
/// </summary>
public sealed unsafe class ChargedBuffer(ServiceHost host) : MemoryManager<byte>, IBufferWriter<byte>
{
    private const long First = 256;

    private byte* _data;
    private long _capacity;

    public int Length { get; private set; }

    /// <summary>What has been written. Valid until more is.</summary>
    public ReadOnlySpan<byte> Written => new(_data, Length);

    /// <summary>The same as it can be handed to the engine.</summary>
    public byte* Data => _data;

    /// <summary>Throws <see cref="LuaFault"/> (memory, quota).</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(new Span<byte>(_data + Length, bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Takes the first bytes away.</summary>
    public void Consume(int count)
    {
        new ReadOnlySpan<byte>(_data + count, Length - count).CopyTo(new Span<byte>(_data, Length));
        Length -= count;
    }

    /// <summary>Takes the last bytes away.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>Room for so many more bytes. Throws <see cref="LuaFault"/> (memory, quota).</summary>
    public void Reserve(int count)
    {
        if (count <= _capacity - Length) return;
        var needed = (long)Length + count;
        if (needed > int.MaxValue) throw new LuaFault(Status.Runtime, "more than 2 GiB in one piece");
        Resize(Math.Max(needed, Math.Min(Math.Max(_capacity * 2, First), int.MaxValue)));
    }

    /// <summary>Gives back what is not in use.</summary>
    public void Trim()
    {
        if (Length == 0) Free();
        else if (Length < _capacity) Resize(Length);
    }

    /// <summary>Gives all of it back. It may be used again.</summary>
    public void Free()
    {
        host.Discharge(_capacity);
        Forget();
    }

    /// <summary>The same where the VM's state is gone, and what was charged with it.</summary>
    public void Forget()
    {
        NativeMemory.Free(_data);
        _data = null;
        _capacity = Length = 0;
    }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return CreateMemory(Length, (int)(_capacity - Length));
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return new Span<byte>(_data + Length, (int)(_capacity - Length));
    }

    public override Span<byte> GetSpan() => new(_data, (int)_capacity);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_data + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Free();
    }

    private void Resize(long capacity)
    {
        if (capacity > _capacity) host.Charge(capacity - _capacity);
        try
        {
            _data = (byte*)NativeMemory.Realloc(_data, (nuint)capacity);
        }
        catch (OutOfMemoryException)
        {
            if (capacity > _capacity) host.Discharge(capacity - _capacity);
            throw;
        }
        if (capacity < _capacity) host.Discharge(_capacity - capacity);
        _capacity = capacity;
    }
}
