using RobotPolicy.Simulator.MuJoCo;
using RobotPolicy.Simulator.PickPlace;

namespace RobotPolicy.Simulator.Expert;

/// <summary>
/// Joint angles for a tool pose, by damped least squares (Wampler 1986; Buss 2004, "Introduction to inverse kinematics",
/// section 6) on a private simulation state. Not thread-safe.
/// </summary>
internal sealed class InverseKinematics : IDisposable
{
    private const int TaskSize = 6;
    private const int MaxIterations = 60;
    private const double Tolerance = 1e-5;
    private const double Damping = 1e-5;
    private const double MaxStepRad = 0.3;

    // Metres per radian: how an orientation error weighs against a position error.
    private const double RotationWeight = 0.2;
    private const double ResidualRotationWeight = 0.1;

    private readonly SceneLayout _layout;
    private readonly MjData _data;
    private readonly double[] _translation;
    private readonly double[] _rotation;
    private readonly double[] _lowest = new double[RobotNames.ArmJointCount];
    private readonly double[] _highest = new double[RobotNames.ArmJointCount];

    /// <summary>Prepares for an environment's arm; does not touch its state.</summary>
    internal InverseKinematics(PickPlaceEnvironment environment)
    {
        _layout = environment.Layout;
        _data = new MjData(environment.Model);
        _translation = new double[3 * environment.Model.VelocityCount];
        _rotation = new double[3 * environment.Model.VelocityCount];
        for (var i = 0; i < RobotNames.ArmJointCount; i++)
            (_lowest[i], _highest[i]) = environment.Model.JointRange(_layout.ArmJoints[i]);
    }

    /// <summary>Where joint angles put the tool.</summary>
    /// <param name="joints">Six joint angles.</param>
    /// <returns>World position of the tool centre point in metres, and its rotation about the vertical in radians.</returns>
    internal (double X, double Y, double Z, double Yaw) Pose(ReadOnlySpan<double> joints)
    {
        var positions = _data.Positions;
        for (var i = 0; i < RobotNames.ArmJointCount; i++)
            positions[_layout.ArmPositions[i]] = joints[i];
        _data.UpdatePoses();
        var position = _data.SitePosition(_layout.ToolSite);
        var rotation = _data.SiteRotation(_layout.ToolSite);
        return (position[0], position[1], position[2], Math.Atan2(-rotation[1], rotation[4]));
    }

    /// <summary>Solves for a tool that points straight down.</summary>
    /// <param name="x">World x of the tool centre point, metres.</param>
    /// <param name="y">World y, metres.</param>
    /// <param name="z">Height above the table, metres.</param>
    /// <param name="yaw">Rotation about the vertical, radians.</param>
    /// <param name="joints">Six joint angles: the start of the search, then its result, within the joints' ranges.</param>
    /// <returns>What is left of the error: metres plus 0.1 × radians.</returns>
    internal double Solve(double x, double y, double z, double yaw, Span<double> joints)
    {
        var (sin, cos) = Math.SinCos(yaw);

        // Columns: tool x down, tool y horizontal across the fingers, tool z = x × y.
        Span<double> wanted = [0, -sin, cos, 0, cos, sin, -1, 0, 0];
        Span<double> error = stackalloc double[TaskSize];
        Span<double> jacobian = stackalloc double[TaskSize * RobotNames.ArmJointCount];
        Span<double> normal = stackalloc double[TaskSize * TaskSize];
        var residual = double.PositiveInfinity;
        for (var iteration = 0; iteration < MaxIterations; iteration++)
        {
            var positions = _data.Positions;
            for (var i = 0; i < RobotNames.ArmJointCount; i++)
                positions[_layout.ArmPositions[i]] = joints[i];
            _data.UpdatePoses();
            residual = ReadError([x, y, z], wanted, error);
            if (residual < Tolerance)
                break;
            ReadJacobian(jacobian);
            for (var k = 3; k < TaskSize; k++)
                error[k] *= RotationWeight;

            // Δq = Jᵀ (J Jᵀ + λ I)⁻¹ e
            for (var a = 0; a < TaskSize; a++)
            {
                for (var b = 0; b < TaskSize; b++)
                {
                    var sum = a == b ? Damping : 0;
                    for (var i = 0; i < RobotNames.ArmJointCount; i++)
                        sum += jacobian[(a * RobotNames.ArmJointCount) + i] * jacobian[(b * RobotNames.ArmJointCount) + i];
                    normal[(a * TaskSize) + b] = sum;
                }
            }

            SolveCholesky(normal, error);
            for (var i = 0; i < RobotNames.ArmJointCount; i++)
            {
                double step = 0;
                for (var a = 0; a < TaskSize; a++)
                    step += jacobian[(a * RobotNames.ArmJointCount) + i] * error[a];
                joints[i] = Math.Clamp(joints[i] + Math.Clamp(step, -MaxStepRad, MaxStepRad), _lowest[i], _highest[i]);
            }
        }

        return residual;
    }

    /// <inheritdoc/>
    public void Dispose() => _data.Dispose();

    private double ReadError(ReadOnlySpan<double> wantedPosition, ReadOnlySpan<double> wantedRotation, Span<double> error)
    {
        var position = _data.SitePosition(_layout.ToolSite);
        var rotation = _data.SiteRotation(_layout.ToolSite);
        for (var k = 0; k < 3; k++)
            error[k] = wantedPosition[k] - position[k];

        // Small-angle orientation error: half the sum of the axes' cross products, current × wanted.
        error[3..].Clear();
        for (var axis = 0; axis < 3; axis++)
        {
            double ax = rotation[axis], ay = rotation[3 + axis], az = rotation[6 + axis];
            double bx = wantedRotation[axis], by = wantedRotation[3 + axis], bz = wantedRotation[6 + axis];
            error[3] += 0.5 * ((ay * bz) - (az * by));
            error[4] += 0.5 * ((az * bx) - (ax * bz));
            error[5] += 0.5 * ((ax * by) - (ay * bx));
        }

        return Norm(error[..3]) + (ResidualRotationWeight * Norm(error[3..]));
    }

    private void ReadJacobian(Span<double> jacobian)
    {
        _data.SiteJacobian(_layout.ToolSite, _translation, _rotation);
        var columns = _data.Model.VelocityCount;
        for (var i = 0; i < RobotNames.ArmJointCount; i++)
        {
            for (var k = 0; k < 3; k++)
            {
                var source = (k * columns) + _layout.ArmVelocities[i];
                jacobian[(k * RobotNames.ArmJointCount) + i] = _translation[source];
                jacobian[((k + 3) * RobotNames.ArmJointCount) + i] = RotationWeight * _rotation[source];
            }
        }
    }

    private static double Norm(ReadOnlySpan<double> v) => Math.Sqrt((v[0] * v[0]) + (v[1] * v[1]) + (v[2] * v[2]));

    // Cholesky decomposition in place, then forward and backward substitution; the damping keeps the matrix positive definite.
    private static void SolveCholesky(Span<double> matrix, Span<double> vector)
    {
        const int N = TaskSize;
        for (var j = 0; j < N; j++)
        {
            for (var k = 0; k < j; k++)
                matrix[(j * N) + j] -= matrix[(j * N) + k] * matrix[(j * N) + k];
            matrix[(j * N) + j] = Math.Sqrt(matrix[(j * N) + j]);
            for (var i = j + 1; i < N; i++)
            {
                for (var k = 0; k < j; k++)
                    matrix[(i * N) + j] -= matrix[(i * N) + k] * matrix[(j * N) + k];
                matrix[(i * N) + j] /= matrix[(j * N) + j];
            }
        }

        for (var i = 0; i < N; i++)
        {
            for (var k = 0; k < i; k++)
                vector[i] -= matrix[(i * N) + k] * vector[k];
            vector[i] /= matrix[(i * N) + i];
        }

        for (var i = N - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < N; k++)
                vector[i] -= matrix[(k * N) + i] * vector[k];
            vector[i] /= matrix[(i * N) + i];
        }
    }
}
