using Grpc.Core;
using Grpc.Reflection.V1;

namespace RobotPolicy.Grpc.Reflection;

/// <summary>grpc.reflection.v1.</summary>
internal sealed class ReflectionService(MappedServices services) : ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream,
        ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
            await responseStream.WriteAsync(ReflectionAnswers.Answer(services.Index, requestStream.Current));
    }
}
