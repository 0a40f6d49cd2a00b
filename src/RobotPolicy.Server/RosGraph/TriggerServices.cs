using System.Text;
using RobotPolicy.Control.Model;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Services;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Server.RosGraph;

/// <summary>
/// Stops by ROS service, as <c>std_srvs/srv/Trigger</c> below the node: <c>~/hold</c>, <c>~/stop</c> (a protective stop),
/// <c>~/emergency_stop</c>, <c>~/reset</c> and, where offered, <c>~/resume</c>. A stop is requested within the call of the receive
/// thread; the others answer when the loop has decided. DDS peers are not authenticated: whoever reaches the network may stop.
/// </summary>
public sealed class TriggerServices : IDisposable
{
    private readonly IStopPort _port;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<IRosService> _services = [];

    /// <summary>Offers the services.</summary>
    /// <param name="transport">The wire.</param>
    /// <param name="port">Who obeys or refuses.</param>
    /// <param name="offerResume">
    /// Whether <c>~/resume</c> is offered too. It lets anybody on the network set the arm in motion again, so this is the user's choice.
    /// </param>
    public TriggerServices(IRosTransport transport, IStopPort port, bool offerResume)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(port);
        _port = port;
        Offer(transport, "hold", new StopHandler(this, StopKind.Hold));
        Offer(transport, "stop", new StopHandler(this, StopKind.Protective));
        Offer(transport, "emergency_stop", new StopHandler(this, StopKind.Emergency));
        Offer(transport, "reset", new CommandHandler(this, port.ResetAsync));
        if (offerResume)
            Offer(transport, "resume", new CommandHandler(this, port.ResumeAsync));
    }

    /// <summary>The services, with their counts.</summary>
    public IReadOnlyList<IRosService> Services => _services;

    /// <summary>Withdraws the services; what was not answered stays so.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        foreach (var service in _services)
            service.Dispose();
        _stopping.Dispose();
    }

    private static void Answer(IRosService service, RosRequestId id, StopPortAnswer answer) =>
        service.Reply(id, new TriggerResponse { Success = answer.Accepted, Message = Encoding.UTF8.GetBytes(answer.Reason.Replace('\0', ' ')) });

    private void Offer(IRosTransport transport, string name, IRosRequestHandler handler) =>
        _services.Add(transport.CreateService($"{transport.NodeName}/{name}", TriggerRequest.Service, handler));

    private sealed class StopHandler(TriggerServices owner, StopKind kind) : IRosRequestHandler
    {
        public void OnRequest(RosRequest request)
        {
            if (request.TryDecode<TriggerRequest>(out _, out _))
                Answer(request.Service, request.Id, owner._port.RequestStop(StopCause.OperatorRequest, kind));
        }
    }

    /// <summary>One command at a time: a peer that asks faster than the loop decides is told so, and piles nothing up.</summary>
    private sealed class CommandHandler : IRosRequestHandler
    {
        private readonly Func<CancellationToken, Task<StopPortAnswer>> _command;
        private readonly CancellationToken _stopping;
        private int _isBusy;

        public CommandHandler(TriggerServices owner, Func<CancellationToken, Task<StopPortAnswer>> command)
        {
            _command = command;
            _stopping = owner._stopping.Token;
        }

        public void OnRequest(RosRequest request)
        {
            if (!request.TryDecode<TriggerRequest>(out _, out _))
                return;
            if (Interlocked.Exchange(ref _isBusy, 1) == 0)
                _ = RunAsync(request.Service, request.Id);
            else
                Answer(request.Service, request.Id, new StopPortAnswer(false, "busy with an earlier request"));
        }

        private async Task RunAsync(IRosService service, RosRequestId id)
        {
            // The receive thread goes on at once, whatever the port does.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            StopPortAnswer answer;
            try
            {
                answer = await _command(_stopping).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                answer = new StopPortAnswer(false, $"failed: {exception.Message}");
            }

            Volatile.Write(ref _isBusy, 0);
            Answer(service, id, answer);
        }
    }
}
