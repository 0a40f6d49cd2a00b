using System.Runtime.Versioning;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Reflection.V1;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.IntegrationTests.Sessions;

/// <summary>Reflection names every service, to callers only.</summary>
[SupportedOSPlatform("linux")]
public sealed class ReflectionAccessTests
{
    [Fact]
    public async Task Reflection_NeedsAViewer()
    {
        using var people = new People();
        await using var server = await ApiServer.StartAsync(people.Options);
        using var channel = server.Connect();

        Assert.Equal(StatusCode.Unauthenticated, await ReflectAsync(channel, []));
        Assert.Equal(StatusCode.OK, await ReflectAsync(channel, people.Viewer));
    }

    private static async Task<StatusCode> ReflectAsync(GrpcChannel channel, Metadata shown)
    {
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo(shown);
        try
        {
            await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
            return await call.ResponseStream.MoveNext(CancellationToken.None) ? StatusCode.OK : StatusCode.Unknown;
        }
        catch (RpcException failure)
        {
            return failure.StatusCode;
        }
    }
}
