using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Intervention;

/// <summary>
/// A human's stream of commands, and the robot's newest answer. Ended by <see cref="ReleaseAsync"/>; whatever else ends it is silence to
/// the robot, which holds the arm. One command at a time.
/// </summary>
internal sealed class CommandStream : IAsyncDisposable
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(1);

    private readonly Invocation _run;
    private readonly AsyncDuplexStreamingCall<HumanCommand, InterventionState> _call;
    private readonly Task _answers;
    private ulong _sequence;
    private bool _engaged;
    private volatile bool _taken;

    private CommandStream(Invocation run, Action<InterventionState>? onState, CancellationToken stop)
    {
        _run = run;
        _call = run.Robot.Intervention.Stream(run.Robot.Streaming(stop));
        _answers = ReadAsync(onState);
    }

    /// <summary>The newest answer; null before the first.</summary>
    public InterventionState? State { get; private set; }

    /// <summary>Whether an engaged command was sent and yet no answer had the human in command: the robot did not let itself be taken over.</summary>
    public bool Ignored => _engaged && !_taken;

    /// <summary>Opens the stream; nothing moves before an engaged command is sent.</summary>
    public static CommandStream Open(Invocation run, Action<InterventionState>? onState, CancellationToken stop) => new(run, onState, stop);

    /// <summary>Sends a command with the next number. Throws what ended the stream, if it has ended.</summary>
    public async Task SendAsync(HumanCommand command, CancellationToken stop)
    {
        if (_answers.IsCompleted)
        {
            await _answers.ConfigureAwait(false);
            throw new CommandException(ExitCode.Refused, "the service ended the takeover.");
        }

        command.Sequence = ++_sequence;
        _engaged |= command.Engaged;
        await _call.RequestStream.WriteAsync(command, stop).ConfigureAwait(false);
    }

    /// <summary>Opens the dead-man switch, hands back, and ends the stream in good order.</summary>
    public async Task<InterventionState> ReleaseAsync(HumanCommand disengaged, ReleaseRequest.Types.Then then)
    {
        disengaged.Engaged = false;
        await SendAsync(disengaged, CancellationToken.None).ConfigureAwait(false);
        var state = await _run.Robot.Intervention.ReleaseAsync(new ReleaseRequest { Then = then }, _run.Robot.Once(CancellationToken.None)).ConfigureAwait(false);
        await _call.RequestStream.CompleteAsync().ConfigureAwait(false);
        // A stream that is dropped here would reach the service as one that broke off.
        await Task.WhenAny(_answers, Task.Delay(EndPatience, _run.Terminal.Time)).ConfigureAwait(false);
        return state;
    }

    public async ValueTask DisposeAsync()
    {
        _call.Dispose();
        try
        {
            await _answers.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RpcException or OperationCanceledException)
        {
            // Whoever sent commands has been told, or the stream was ended by us.
        }
    }

    private async Task ReadAsync(Action<InterventionState>? onState)
    {
        while (await _call.ResponseStream.MoveNext(CancellationToken.None).ConfigureAwait(false))
        {
            State = _call.ResponseStream.Current;
            _taken |= State.Mode == ControlMode.Human;
            onState?.Invoke(State);
        }
    }
}
