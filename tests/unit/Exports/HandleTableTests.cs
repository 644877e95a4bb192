using LuaVm.Core;
using LuaVm.Exports;

namespace LuaVm.Tests.Exports;

internal sealed class HandleTableTests
{
    [Test]
    public void Handles_are_never_given_twice_and_stale_ones_find_nothing()
    {
        var seen = new HashSet<ulong>();
        for (var i = 0; i < 20_000; i++)
        {
            var handle = Handles.AddVm(default);
            Assert.That(seen.Add(handle), Is.True);
            Assert.That(Handles.Vms.Find(handle)!.Handle, Is.EqualTo(handle));
            Assert.That(Handles.RemoveVm(handle), Is.True);
            Assert.That(Handles.Vms.Find(handle), Is.Null);
            Assert.That(Handles.RemoveVm(handle), Is.False);
        }
    }

    [TestCase(0UL)]
    [TestCase(1UL)]
    [TestCase(ulong.MaxValue)]
    [TestCase(0xFFFFFUL)]
    [TestCase(1UL << 20)]
    public void Foreign_numbers_find_nothing(ulong handle)
    {
        Assert.That(Handles.Vms.Find(handle), Is.Null);
        Assert.That(Handles.RemoveVm(handle), Is.False);
    }

    [Test]
    public void Many_live_at_once()
    {
        var handles = Enumerable.Range(0, 300).Select(_ => Handles.AddVm(default)).ToArray();
        Assert.That(handles.All(h => Handles.Vms.Find(h)?.Handle == h), Is.True);
        Assert.That(handles.All(Handles.RemoveVm), Is.True);
    }

    [Test]
    public void A_vm_that_cannot_be_made_takes_no_slot()
    {
        Assert.Throws<LuaFault>(() => Handles.AddVm(new VmOptions { Preset = (Preset)77 }));
        Handles.RemoveVm(Handles.AddVm(default));
    }
}
