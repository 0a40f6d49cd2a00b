using System.Text;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Campaigns.Virtual;

/// <summary>
/// The controller of the simulated arm in virtual time: the newest command is where the arm is told to be; of a trajectory that is its last
/// point, whatever time it is given. One thread.
/// </summary>
/// <param name="kind">Which message carries the commands.</param>
/// <param name="joints">Names of the joints.</param>
/// <param name="command">Receives each command, in the order of <paramref name="joints"/>; rad, gripper m.</param>
internal sealed class CommandTopicReceiver(CommandInterface kind, IReadOnlyList<string> joints, double[] command) : IRosSampleHandler
{
    private readonly byte[][] _joints = [.. joints.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Takes a command over.</summary>
    /// <param name="sample">The message.</param>
    /// <exception cref="CampaignException">It commands nothing: nobody but the loop under test publishes here.</exception>
    public void OnSample(RosSample sample)
    {
        if (kind == CommandInterface.ForwardPosition)
            TakeArray(sample.Cdr);
        else
            TakeTrajectory(sample.Cdr);
    }

    private void TakeArray(ReadOnlySpan<byte> cdr)
    {
        if (!Float64MultiArray.TryDecode(cdr, out var message, out var error))
            throw new CampaignException(error.ToString());
        if (message.Data.Length != command.Length)
            throw new CampaignException($"data: expected {command.Length} positions, actual {message.Data.Length}");
        message.Data.CopyTo(command);
    }

    private void TakeTrajectory(ReadOnlySpan<byte> cdr)
    {
        if (!JointTrajectory.TryDecode(cdr, out var message, out var error))
            throw new CampaignException(error.ToString());
        if (message.JointNames.Count != command.Length)
            throw new CampaignException($"joint_names: expected {command.Length}, actual {message.JointNames.Count}");
        foreach (var point in message.Points)
        {
            var place = 0;
            foreach (var name in message.JointNames)
                command[Find(name)] = point.Positions[place++];
        }
    }

    private int Find(ReadOnlySpan<byte> name)
    {
        for (var joint = 0; joint < _joints.Length; joint++)
            if (name.SequenceEqual(_joints[joint]))
                return joint;
        throw new CampaignException($"joint_names: the arm has no '{Encoding.UTF8.GetString(name)}'");
    }
}
