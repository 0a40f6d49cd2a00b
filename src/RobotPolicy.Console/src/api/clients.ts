import { createClient } from "@connectrpc/connect";
import { AlertService } from "../generated/robotpolicy/v1/alerts_pb";
import { InterventionService } from "../generated/robotpolicy/v1/intervention_pb";
import { LogService } from "../generated/robotpolicy/v1/logs_pb";
import { PolicyService } from "../generated/robotpolicy/v1/policies_pb";
import { QuestionService } from "../generated/robotpolicy/v1/questions_pb";
import { SafetyService } from "../generated/robotpolicy/v1/safety_pb";
import { SessionService } from "../generated/robotpolicy/v1/sessions_pb";
import { TaskService } from "../generated/robotpolicy/v1/tasks_pb";
import { TelemetryService } from "../generated/robotpolicy/v1/telemetry_pb";
import { metadata } from "./credentials";
import { SocketTransport } from "./transport";

const transport = new SocketTransport(metadata);

export const alerts = createClient(AlertService, transport);
export const logs = createClient(LogService, transport);
export const intervention = createClient(InterventionService, transport);
export const policies = createClient(PolicyService, transport);
export const questions = createClient(QuestionService, transport);
export const safety = createClient(SafetyService, transport);
export const sessions = createClient(SessionService, transport);
export const tasks = createClient(TaskService, transport);
export const telemetry = createClient(TelemetryService, transport);
