using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using RobotPolicy.Server.OperatorConsole;

namespace RobotPolicy.Tests.OperatorConsole;

public sealed class ConsoleGuardTests
{
    [Theory]
    [InlineData("localhost:50080")]
    [InlineData("127.0.0.1:50080")]
    [InlineData("127.9.0.1")]
    [InlineData("[::1]:50080")]
    public void ThisMachine_ByItsOwnNames_IsServed(string host) =>
        Assert.Null(new ConsoleGuard(trustsLoopback: true).Refuse(Request("GET", host)));

    [Theory]
    [InlineData("evil.example:50080")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("")]
    [InlineData("192.168.1.4:50080")]
    public void ThisMachine_ByAnotherName_IsNotServed_SinceItsCallersNeedNoToken(string host) =>
        Assert.NotNull(new ConsoleGuard(trustsLoopback: true).Refuse(Request("GET", host)));

    [Fact]
    public void WhoNeedsAToken_MayUseAnyName() =>
        Assert.Null(new ConsoleGuard(trustsLoopback: false).Refuse(Request("GET", "robot.lab:50080", remote: "192.168.1.9")));

    [Theory]
    [InlineData("http://localhost:50080", true)]
    [InlineData("https://localhost:50080", true)]
    [InlineData("http://localhost:50081", false)]
    [InlineData("http://evil.example", false)]
    [InlineData("http://localhost:50080.evil.example", false)]
    [InlineData("null", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void CallsAndStops_ComeFromOurPagesAlone(string? origin, bool isServed)
    {
        foreach (var trustsLoopback in new[] { true, false })
        {
            var guard = new ConsoleGuard(trustsLoopback);

            Assert.Equal(isServed, guard.Refuse(Request("POST", "localhost:50080", origin)) is null);
            Assert.Equal(isServed, guard.Refuse(Request("GET", "localhost:50080", origin, isSocket: true)) is null);
        }
    }

    [Fact]
    public void EveryAnswer_SaysWhatThePageMayLoad()
    {
        var response = new DefaultHttpContext().Response;

        ConsoleGuard.Protect(response);

        Assert.Contains("default-src 'none'", response.Headers.ContentSecurityPolicy.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("http", response.Headers.ContentSecurityPolicy.ToString(), StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.XContentTypeOptions);
    }

    private static HttpRequest Request(string method, string host, string? origin = null, bool isSocket = false, string remote = "127.0.0.1")
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(remote);
        http.Request.Method = method;
        http.Request.Host = new HostString(host);
        if (origin is not null)
            http.Request.Headers.Origin = origin;
        if (isSocket)
            http.Features.Set<IHttpWebSocketFeature>(new Socket());
        return http.Request;
    }

    private sealed class Socket : IHttpWebSocketFeature
    {
        public bool IsWebSocketRequest => true;

        public Task<WebSocket> AcceptAsync(WebSocketAcceptContext context) => throw new NotSupportedException();
    }
}
