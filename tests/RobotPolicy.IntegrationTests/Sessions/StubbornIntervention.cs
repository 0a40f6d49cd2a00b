using Grpc.Core;
using RobotPolicy.Api.V1;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.IntegrationTests.Sessions;

/// <summary>An intervention service whose handlers end well-behaved or not at all, to see what ends them.</summary>
internal sealed class StubbornIntervention(StubbornBehaviour behaviour) : InterventionService.InterventionServiceBase
{
    public override async Task<InterventionState> TakeOver(TakeOverRequest request, ServerCallContext context)
    {
        behaviour.Entered.Release();
        await behaviour.Leave.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return new InterventionState();
    }

    public override async Task Stream(
        IAsyncStreamReader<HumanCommand> requestStream, IServerStreamWriter<InterventionState> responseStream, ServerCallContext context)
    {
        behaviour.Entered.Release();
        if (behaviour.NeverReads)
            await new TaskCompletionSource().Task.WaitAsync(context.GetHttpContext().RequestAborted);
        if (behaviour.FloodsForever)
        {
            // Until the client's window is full, and then waits for ever.
            var large = new InterventionState { Command = { new double[8000] } };
            while (true)
                await responseStream.WriteAsync(large);
        }

        while (await requestStream.MoveNext(context.CancellationToken))
            await responseStream.WriteAsync(new InterventionState());
    }
}
