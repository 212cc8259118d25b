/**
 * SCIM 2.0 (RFC 7643 and 7644): a company's directory makes, changes and removes people by itself. These endpoints
 * describe themselves under `/scim/v2/Schemas`, in the standard's own words, and stand in no other document.
 */
import { Hono } from "hono";
import { DomainError } from "#domain/errors.ts";
import { createGroup, patchGroup, removeGroup, replaceGroup } from "#domain/scim/change_groups.ts";
import { patchPerson, replacePerson } from "#domain/scim/change_person.ts";
import { provisionPerson } from "#domain/scim/provision_person.ts";
import { getGroup, listGroups } from "#domain/scim/read_groups.ts";
import { getPerson, listPeople } from "#domain/scim/read_people.ts";
import { removePerson } from "#domain/scim/remove_person.ts";
import type { Env, LexiaContext } from "../_env.ts";
import { resourceTypes, SCHEMAS, serviceProviderConfig } from "./_self_description.ts";
import {
  answer,
  answerList,
  answerResource,
  bodyOf,
  directoryOf,
  listQueryOf,
  requireDirectory,
} from "./_request.ts";

const ROOT = "/scim/v2";

export function scimRoutes(): Hono<Env> {
  const app = new Hono<Env>();
  app.use(`${ROOT}/*`, requireDirectory);
  describeItself(app);

  app.get(`${ROOT}/Users`, async (c) => answerList(c, await listPeople(directoryOf(c), listQueryOf(c))));
  app.post(`${ROOT}/Users`, async (c) => {
    return answerResource(c, await provisionPerson(directoryOf(c), await bodyOf(c)), 201);
  });
  app.get(`${ROOT}/Users/:id`, async (c) => answerResource(c, await getPerson(directoryOf(c), idOf(c))));
  app.put(`${ROOT}/Users/:id`, async (c) => {
    return answerResource(c, await replacePerson(directoryOf(c), await changeOf(c)));
  });
  app.patch(`${ROOT}/Users/:id`, async (c) => {
    return answerResource(c, await patchPerson(directoryOf(c), await changeOf(c)));
  });
  app.delete(`${ROOT}/Users/:id`, async (c) => {
    await removePerson(directoryOf(c), { id: idOf(c), ifMatch: c.req.header("if-match") });
    return c.body(null, 204);
  });

  app.get(`${ROOT}/Groups`, async (c) => answerList(c, await listGroups(directoryOf(c), listQueryOf(c))));
  app.post(`${ROOT}/Groups`, async (c) => {
    return answerResource(c, await createGroup(directoryOf(c), await bodyOf(c)), 201);
  });
  app.get(`${ROOT}/Groups/:id`, async (c) => answerResource(c, await getGroup(directoryOf(c), idOf(c))));
  app.put(`${ROOT}/Groups/:id`, async (c) => {
    return answerResource(c, await replaceGroup(directoryOf(c), await changeOf(c)));
  });
  app.patch(`${ROOT}/Groups/:id`, async (c) => {
    const group = await patchGroup(directoryOf(c), await changeOf(c));
    // All members of a large group with each one that joins would be too much; who asks for attributes gets them.
    if (c.req.query("attributes") !== undefined) return answerResource(c, group);
    return c.body(null, 204, { ETag: group.meta.version });
  });
  app.delete(`${ROOT}/Groups/:id`, async (c) => {
    await removeGroup(directoryOf(c), { id: idOf(c), ifMatch: c.req.header("if-match") });
    return c.body(null, 204);
  });
  return app;
}

function describeItself(app: Hono<Env>): void {
  app.get(`${ROOT}/ServiceProviderConfig`, (c) => answer(c, serviceProviderConfig(addressIn(c))));
  app.get(`${ROOT}/ResourceTypes`, (c) => answer(c, listed(resourceTypes(addressIn(c)))));
  app.get(`${ROOT}/ResourceTypes/:name`, (c) => {
    return answer(c, named(resourceTypes(addressIn(c)), c.req.param("name")));
  });
  app.get(`${ROOT}/Schemas`, (c) => answer(c, listed(SCHEMAS)));
  app.get(`${ROOT}/Schemas/:name`, (c) => answer(c, named(SCHEMAS, c.req.param("name"))));
}

function listed(resources: readonly object[]) {
  return {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    totalResults: resources.length,
    startIndex: 1,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}

function named<R extends { id: string }>(resources: readonly R[], name: string): R {
  const found = resources.find(({ id }) => id === name);
  if (!found) throw new DomainError("scim_resource_not_found");
  return found;
}

function addressIn(c: LexiaContext): (path: string) => string {
  const { addressOf, organization } = directoryOf(c);
  return (path) => addressOf(organization, ROOT + path);
}

function idOf(c: LexiaContext): string {
  return c.req.param("id") ?? "";
}

async function changeOf(c: LexiaContext) {
  return { id: idOf(c), body: await bodyOf(c), ifMatch: c.req.header("if-match") };
}
