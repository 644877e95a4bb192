using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>Stops one eval when a token asks for it, and nothing else.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly object gate = new();
    private readonly ulong vm;
    private readonly CancellationTokenRegistration registration;
    private Timer? repetition;
    private bool over;

    public Interruption(ulong vm, CancellationToken token)
    {
        this.vm = vm;
        registration = token.UnsafeRegister(static self => ((Interruption)self!).Begin(), this);
    }

    /// <summary>Once this returns, no interrupt is under way that could hit the next eval.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            over = true;
            repetition?.Dispose();
        }
        registration.Dispose();
    }

    // An interrupt that comes before the script has begun does nothing: so it is repeated until the eval is over.
    private void Begin()
    {
        lock (gate)
        {
            if (over) return;
            _ = Abi.vm_interrupt(vm);
            repetition = new Timer(static self => ((Interruption)self!).Repeat(), this, dueTime: 1, period: 1);
        }
    }

    private void Repeat()
    {
        lock (gate)
            if (!over)
                _ = Abi.vm_interrupt(vm);
    }
}
