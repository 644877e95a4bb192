using System.Buffers;
using System.Runtime.InteropServices;
using LuaVm.Core;

namespace LuaVm.Http.WebSocket;

/// <summary>
/// What has come and was not asked for: pieces of messages in a ring of fixed size outside the managed heap. One reader of
/// the connection puts, and waits for room; whoever receives takes all there is, so that a message may be longer than the ring.
/// </summary>
internal sealed unsafe class WsQueue
{
    /// <summary>Smallest ring, whatever is asked for.</summary>
    internal const int Smallest = 4 << 10;

    /// <summary>What each piece takes besides its bytes.</summary>
    private const int MarkBytes = sizeof(uint);

    private const uint LastBit = 1u << 31, TextBit = 1u << 30;

    private readonly object _gate = new();
    private readonly int _capacity;
    private byte* _data;
    private int _first;
    private int _used;
    private bool _discards;
    private WsEnd? _end;
    private TaskCompletionSource? _filled;
    private TaskCompletionSource? _emptied;

    /// <summary>Throws <see cref="LuaFault"/> (memory) where the system has none.</summary>
    internal WsQueue(int capacity)
    {
        _capacity = capacity;
        _data = (byte*)NativeMemory.Alloc((nuint)capacity);
    }

    ~WsQueue() => NativeMemory.Free(_data);

    /// <summary>Somebody waits for room.</summary>
    internal bool IsFull
    {
        get
        {
            lock (_gate) return _emptied is not null;
        }
    }

    /// <summary>What will follow what is in it; null: not known yet.</summary>
    internal WsEnd? End
    {
        get
        {
            lock (_gate) return _end;
        }
    }

    /// <summary>Bytes that a piece may have now; below 0: not even an empty one has a place.</summary>
    internal int Room
    {
        get
        {
            lock (_gate) return _discards ? int.MaxValue : _capacity - _used - MarkBytes;
        }
    }

    /// <summary>Completes when there is room for a piece of so many bytes, or for one that is worth it.</summary>
    internal Task WaitForRoom(long bytes)
    {
        lock (_gate)
        {
            var wanted = (int)Math.Min(bytes, _capacity / 4) + MarkBytes;
            if (_discards || _capacity - _used >= wanted) return Task.CompletedTask;
            _emptied ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _emptied.Task;
        }
    }

    /// <summary>Adds a piece that there is <see cref="Room"/> for.</summary>
    internal void Put(ReadOnlySpan<byte> piece, bool isText, bool isLast)
    {
        lock (_gate)
        {
            if (_discards) return;
            var mark = (uint)piece.Length | (isText ? TextBit : 0) | (isLast ? LastBit : 0);
            Write(MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in mark)));
            Write(piece);
            Signal(ref _filled);
        }
    }

    /// <summary>Nothing more is put. The first end counts.</summary>
    internal void Finish(WsEnd end)
    {
        lock (_gate)
        {
            _end ??= end;
            Signal(ref _filled);
        }
    }

    /// <summary>What is in it and what still comes is not wanted; the memory goes.</summary>
    internal void Discard(WsEnd end)
    {
        lock (_gate)
        {
            _end ??= end;
            _discards = true;
            _used = _first = 0;
            NativeMemory.Free(_data);
            _data = null;
            GC.SuppressFinalize(this);
            Signal(ref _filled);
            Signal(ref _emptied);
        }
    }

    /// <summary>
    /// Moves what there is of the next message. <see cref="WsOpcode.Text"/> or <see cref="WsOpcode.Binary"/>: that is all of
    /// it; <see cref="WsOpcode.Close"/>: no more comes; <see cref="WsOpcode.Continuation"/>: not yet. What the writer throws
    /// leaves the queue as it was.
    /// </summary>
    internal WsOpcode Take(IBufferWriter<byte> into)
    {
        lock (_gate)
        {
            while (_used > 0)
            {
                var mark = 0u;
                Read(MemoryMarshal.AsBytes(new Span<uint>(ref mark)), 0);
                var length = (int)(mark & ~(LastBit | TextBit));
                if (length > 0)
                {
                    Read(into.GetSpan(length)[..length], MarkBytes);
                    into.Advance(length);
                }
                _first = (_first + MarkBytes + length) % _capacity;
                _used -= MarkBytes + length;
                Signal(ref _emptied);
                if ((mark & LastBit) != 0) return (mark & TextBit) != 0 ? WsOpcode.Text : WsOpcode.Binary;
            }
            return _end is null ? WsOpcode.Continuation : WsOpcode.Close;
        }
    }

    /// <summary>Completes when <see cref="Take"/> has something new to tell.</summary>
    internal Task WaitForMore()
    {
        lock (_gate)
        {
            if (_used > 0 || _end is not null) return Task.CompletedTask;
            _filled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _filled.Task;
        }
    }

    private static void Signal(ref TaskCompletionSource? waiting)
    {
        waiting?.SetResult();
        waiting = null;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        var at = (_first + _used) % _capacity;
        var straight = Math.Min(bytes.Length, _capacity - at);
        bytes[..straight].CopyTo(new Span<byte>(_data + at, straight));
        bytes[straight..].CopyTo(new Span<byte>(_data, _capacity));
        _used += bytes.Length;
    }

    private void Read(Span<byte> into, int offset)
    {
        var at = (_first + offset) % _capacity;
        var straight = Math.Min(into.Length, _capacity - at);
        new ReadOnlySpan<byte>(_data + at, straight).CopyTo(into);
        new ReadOnlySpan<byte>(_data, into.Length - straight).CopyTo(into[straight..]);
    }
}
