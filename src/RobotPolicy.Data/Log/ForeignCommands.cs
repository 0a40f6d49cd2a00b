using RobotPolicy.Control.Hardware;
using RobotPolicy.Ros.Messages;

namespace RobotPolicy.Data.Log;

/// <summary>The newest command of a command topic, in the order of the robot's joints. Of a trajectory its first point counts.</summary>
internal sealed class ForeignCommands(HardwareProfile profile)
{
    /// <summary>Commanded positions, rad or m; meaningless before the first.</summary>
    public double[] Positions { get; } = new double[profile.Robot.Joints.Count];

    /// <summary>Whether there has been one.</summary>
    public bool HasCommand { get; private set; }

    /// <summary>Messages that are none.</summary>
    public long MalformedCount { get; private set; }

    public void Take(ReadOnlySpan<byte> cdr)
    {
        var isCommand = profile.Command == CommandInterface.ForwardPosition ? TakeArray(cdr) : TakeTrajectory(cdr);
        HasCommand |= isCommand;
        MalformedCount += isCommand ? 0 : 1;
    }

    private bool TakeArray(ReadOnlySpan<byte> cdr)
    {
        if (!Float64MultiArray.TryDecode(cdr, out var array, out _) || array.Data.Length != Positions.Length)
            return false;
        array.Data.CopyTo(Positions);
        return true;
    }

    private bool TakeTrajectory(ReadOnlySpan<byte> cdr)
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
                var joint = IndexOf(System.Text.Encoding.UTF8.GetString(name));
                if (joint >= 0)
                    Positions[joint] = point.Positions[place];
                place++;
            }

            return true;
        }

        return false;
    }

    private int IndexOf(string name)
    {
        for (var joint = 0; joint < Positions.Length; joint++)
            if (profile.Robot.Joints[joint].Name == name)
                return joint;
        return -1;
    }
}
