using RobotPolicy.Control.Hardware;
using RobotPolicy.Ros.Messages;

namespace RobotPolicy.Data.Log;

/// <summary>The newest command of the topics of commands, in the order of the robot's joints. Of a trajectory its first point counts.</summary>
internal sealed class ForeignCommands(HardwareProfile profile)
{
    /// <summary>Commanded positions, rad or m; meaningless before the first.</summary>
    public double[] Positions { get; } = new double[profile.Robot.Joints.Count];

    private readonly HashSet<string> _silent = [.. profile.Commands.Select(commands => commands.Topic)];

    /// <summary>Whether there has been one on each topic.</summary>
    public bool HasCommand => _silent.Count == 0;

    /// <summary>Messages that are none.</summary>
    public long MalformedCount { get; private set; }

    /// <summary>Takes a message, if it is of a topic of commands.</summary>
    /// <returns>Whether it is.</returns>
    public bool TryTake(string topic, ReadOnlySpan<byte> cdr)
    {
        if (profile.Commands.FirstOrDefault(known => known.Topic == topic) is not { } commands)
            return false;
        if (commands.Interface == CommandInterface.ForwardPosition ? TakeArray(commands, cdr) : TakeTrajectory(commands, cdr))
            _silent.Remove(topic);
        else
            MalformedCount++;
        return true;
    }

    private bool TakeArray(CommandTopic commands, ReadOnlySpan<byte> cdr)
    {
        if (!Float64MultiArray.TryDecode(cdr, out var array, out _) || array.Data.Length != commands.Joints.Count)
            return false;
        for (var i = 0; i < commands.Joints.Count; i++)
            Positions[commands.Joints[i]] = array.Data[i];
        return true;
    }

    private bool TakeTrajectory(CommandTopic commands, ReadOnlySpan<byte> cdr)
    {
        if (!JointTrajectory.TryDecode(cdr, out var trajectory, out _))
            return false;
        foreach (var point in trajectory.Points)
        {
            if (point.Positions.Length != trajectory.JointNames.Count)
                return false;
            var place = 0;
            foreach (var name in trajectory.JointNames)
            {
                var joint = IndexOf(commands, System.Text.Encoding.UTF8.GetString(name));
                if (joint >= 0)
                    Positions[commands.Joints[joint]] = point.Positions[place];
                place++;
            }

            return true;
        }

        return false;
    }

    private static int IndexOf(CommandTopic commands, string name)
    {
        for (var i = 0; i < commands.Names.Count; i++)
            if (commands.Names[i] == name)
                return i;
        return -1;
    }
}
