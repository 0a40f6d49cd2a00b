using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using RobotPolicy.IntegrationTests.Grpc.Protos;

namespace RobotPolicy.IntegrationTests.Grpc;

/// <summary>The service of interop.proto on our transport.</summary>
internal sealed class InteropService(InteropProbe probe) : Interop.InteropBase
{
    public override async Task<Payload> Echo(Payload request, ServerCallContext context)
    {
        probe.Peers.Enqueue(context.AuthContext);
        if (context.RequestHeaders.GetValue("x-echo-initial") is { } initial)
            await context.WriteResponseHeadersAsync(new Metadata { { "x-echo-initial", initial } });
        foreach (var entry in context.RequestHeaders.GetAll("x-echo-trailing-bin"))
            context.ResponseTrailers.Add("x-echo-trailing-bin", entry.ValueBytes);
        foreach (var name in context.AuthContext.FindPropertiesByName("x509_common_name"))
            context.ResponseTrailers.Add("x-peer-name", name.Value);
        if (context.GetHttpContext().Request.Headers["grpc-encoding"] == "gzip")
            probe.CountGzipRequest();
        return request;
    }

    public override Task<Payload> Fail(Payload request, ServerCallContext context)
    {
        var trailers = new Metadata();
        if (!request.Data.IsEmpty)
            trailers.Add("grpc-status-details-bin", request.Data.ToByteArray());
        if (request.Number < 0)
            throw new InvalidOperationException(request.Text);
        throw new RpcException(new Status((StatusCode)request.Number, request.Text), trailers);
    }

    public override async Task<Payload> Collect(IAsyncStreamReader<Payload> requestStream, ServerCallContext context)
    {
        var count = 0;
        var bytes = 0L;
        try
        {
            await foreach (var message in requestStream.ReadAllAsync())
            {
                count++;
                bytes += message.Data.Length;
            }
        }
        catch (Exception exception)
        {
            probe.CollectEnded.TrySetResult(exception.GetType().Name);
            throw;
        }

        probe.CollectEnded.TrySetResult("complete");
        return new Payload { Number = count, Text = bytes.ToString(CultureInfo.InvariantCulture) };
    }

    public override async Task Repeat(Payload request, IServerStreamWriter<Payload> responseStream, ServerCallContext context)
    {
        try
        {
            for (var i = 0; i < request.Number; i++)
            {
                await responseStream.WriteAsync(new Payload { Data = request.Data, Number = i });
                probe.CountSent();
            }

            probe.RepeatEnded.TrySetResult("complete");
        }
        catch (Exception exception)
        {
            probe.RepeatEnded.TrySetResult(exception.GetType().Name);
            throw;
        }
    }

    public override async Task Chat(IAsyncStreamReader<Payload> requestStream, IServerStreamWriter<Payload> responseStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext())
            await responseStream.WriteAsync(requestStream.Current);
    }

    public override async Task<Payload> Hang(Payload request, ServerCallContext context)
    {
        probe.HangStarted.TrySetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
        finally
        {
            probe.HangCancelled.TrySetResult();
        }

        return request;
    }
}
