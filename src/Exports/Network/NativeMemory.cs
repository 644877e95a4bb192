using System.Buffers;

namespace LuaVm.Exports.Network;

/// <summary>Native bytes, as the framework reads into them. They must stay until that is done.</summary>
internal sealed unsafe class NativeMemory(byte* data, int length) : MemoryManager<byte>
{
    public override Span<byte> GetSpan() => new(data, length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(data + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
