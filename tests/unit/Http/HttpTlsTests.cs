using System.Security.Cryptography.X509Certificates;
using LuaVm.Core;
using LuaVm.Core.Services;
using LuaVm.Http;

namespace LuaVm.Tests.Http;

internal sealed class HttpTlsTests
{
    private TestCertificates _certificates = null!;

    [OneTimeSetUp]
    public void MakeCertificates() => _certificates = new TestCertificates();

    [OneTimeTearDown]
    public void DropCertificates() => _certificates.Dispose();

    private HttpRules Trusting => new() { Reach = HttpVm.Reach(["127.0.0.1"], _certificates.File) };

    private static LoopbackServer Serve(X509Certificate2 certificate) =>
        LoopbackServer.Answering(static _ => LoopbackServer.Ok("secret"), certificate);

    [TestCase("localhost")]
    [TestCase("127.0.0.1")]
    public void Certificate_of_an_authority_that_the_policy_names_is_taken(string name)
    {
        using var certificate = _certificates.Issue(name);
        using var server = Serve(certificate);
        Assert.That(HttpVm.Run($"return http.get('https://{name}:{server.Port}').body", Trusting).Text, Is.EqualTo("secret"));
    }

    [Test]
    public void Certificate_of_an_authority_of_the_process_is_taken()
    {
        using var certificate = _certificates.Issue("localhost");
        using var server = Serve(certificate);
        var caps = ServiceCaps.Current;
        ServiceCaps.Set(caps with { CaFile = _certificates.File });
        try
        {
            Assert.That(HttpVm.Run($"return http.get('{server.Url}').body").Text, Is.EqualTo("secret"));
        }
        finally
        {
            ServiceCaps.Set(caps);
        }
        AssertRefused(server, HttpVm.Rules, "it goes back to no authority that is trusted here");
    }

    [Test]
    public void Certificate_of_an_unknown_authority_is_refused()
    {
        using var certificate = _certificates.Issue("localhost");
        using var server = Serve(certificate);
        AssertRefused(server, HttpVm.Rules, "it goes back to no authority that is trusted here");
    }

    [Test]
    public void Certificate_that_is_signed_by_itself_is_refused()
    {
        using var certificate = TestCertificates.SelfSigned("localhost");
        using var server = Serve(certificate);
        AssertRefused(server, Trusting, "it goes back to no authority that is trusted here");
    }

    [Test]
    public void Certificate_for_another_name_is_refused()
    {
        using var certificate = _certificates.Issue("example.com");
        using var server = Serve(certificate);
        AssertRefused(server, Trusting, "it is for another name");
    }

    [TestCase(-10, -1)]
    [TestCase(1, 10)]
    public void Certificate_out_of_its_time_is_refused(int from, int to)
    {
        using var certificate = _certificates.Issue("localhost", from, to);
        using var server = Serve(certificate);
        AssertRefused(server, Trusting, "it has expired, or is not valid yet");
    }

    [Test]
    public void Authority_that_cannot_be_read_is_an_error_that_names_no_folder()
    {
        using var certificate = _certificates.Issue("localhost");
        using var server = Serve(certificate);
        var outcome = HttpVm.Run($"http.get('{server.Url}')", new HttpRules { Reach = HttpVm.Reach(["127.0.0.1"], "/no/such/folder/ca.pem") });
        Assert.That((outcome.Status, outcome.Message), Is.EqualTo((Status.Runtime, "http.get: the file of authorities 'ca.pem' cannot be read")));
        Assert.That(server.Requests, Is.Zero);
    }

    [Test]
    public void Redirect_from_https_to_http_is_refused_unless_it_is_allowed([Values] bool allowed)
    {
        using var plain = LoopbackServer.Answering(static _ => LoopbackServer.Ok("plain"));
        using var certificate = _certificates.Issue("localhost");
        using var server = LoopbackServer.Answering(_ => $"HTTP/1.1 302 Found\r\nLocation: {plain.Url}\r\nContent-Length: 0\r\n\r\n", certificate);
        var outcome = HttpVm.Run($"return http.get('{server.Url}').body", Trusting with { AllowDowngrade = allowed });
        Assert.That(outcome.Status, Is.EqualTo(allowed ? Status.Ok : Status.Sandbox));
        Assert.That(plain.Requests, Is.EqualTo(allowed ? 1 : 0));
    }

    /// <summary>Whoever the server is, it has learnt nothing.</summary>
    private static void AssertRefused(LoopbackServer server, HttpRules rules, string why)
    {
        var before = server.Requests;
        var outcome = HttpVm.Run($"http.get('{server.Url}')", rules);
        Assert.That((outcome.Status, outcome.Message), Is.EqualTo((Status.Runtime, $"http.get: the certificate of localhost is refused: {why}")));
        Assert.That(server.Requests, Is.EqualTo(before));
    }
}
